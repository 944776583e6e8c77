"""Codes DSE2xx: the value given to set_expiry."""

from __future__ import annotations

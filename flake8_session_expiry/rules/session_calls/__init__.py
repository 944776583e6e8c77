"""Codes DSE1xx: the session API is not called as meant."""

from __future__ import annotations

"""Codes DSE3xx: expiry that is lost, inverted, replaced or believed."""

from __future__ import annotations

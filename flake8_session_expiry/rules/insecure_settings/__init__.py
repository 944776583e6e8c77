"""Codes DSE5xx: settings that let others into a session."""

from __future__ import annotations

"""Codes DSE4xx: settings that do not do what they say."""

from __future__ import annotations

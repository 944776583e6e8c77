"""Repairing what the rules found."""

from __future__ import annotations

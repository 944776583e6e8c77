"""Rules whose claim is about text, not about what Django does when it runs."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING_TO_RUN: Mapping[str, str] = {}
"""Stem -> why there is nothing to run."""

"""Rules whose claim is about text, not about what Django does when it runs."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING_TO_RUN: Mapping[str, str] = {
    "dse207_contradicting_expiry": "compares a number with the comment or name beside it; Django sees only the number",
}
"""Stem -> why there is nothing to run."""

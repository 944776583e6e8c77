"""Rules whose claim is about text, not about what Django does when it runs."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING_TO_RUN: Mapping[str, str] = {
    "dse406_reassigned_setting": "Python runs the module from top to bottom: that the last value counts is no claim about Django.",
    "dse407_contradicting_comment": "A comment says one length and the code another: which is meant cannot be run.",
}
"""Stem -> why there is nothing to run."""

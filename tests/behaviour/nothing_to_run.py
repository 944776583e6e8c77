"""
Rules whose claim is about text, not about what Django does when it runs; fixes that are not for returning visitors in
async code.
"""

from __future__ import annotations

from collections.abc import Mapping

NOTHING_TO_RUN: Mapping[str, str] = {
    "dse406_reassigned_setting": "Python runs the module from top to bottom: that the last value counts is no claim"
    " about Django.",
}
"""Stem -> why there is nothing to run."""

NO_RETURNING_VISITOR: Mapping[str, str] = {
    "dse111_discarded_test_session": "The code stands in a test case, and in async tests no fix is offered.",
    "dse322_password_change_ends_session": "Async code has the user from request.auser(): a block of the page"
    " of its own is proven.",
    "dse115_truth_tested_session": "The claim is about the visitor who has no session yet.",
    "dse117_unsaved_session_key": "The claim is about the visitor who has no session yet.",
}
"""Stem -> why its fix is not proven in an async view with a returning visitor."""

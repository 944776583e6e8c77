"""Which names lie one edit apart."""

from __future__ import annotations

import pytest

from flake8_session_expiry.reference.spelling import one_edit_apart


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("abc", "abc", False),
        ("abc", "ab", True),
        ("abc", "xabc", True),
        ("abc", "axc", True),
        ("abcd", "acbd", True),
        ("abcd", "dbca", False),
        ("abc", "abcde", False),
        ("", "a", True),
    ],
)
def test_names_one_edit_apart(left: str, right: str, near: bool) -> None:
    assert one_edit_apart(left, right) is near
    assert one_edit_apart(right, left) is near

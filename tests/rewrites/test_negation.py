"""The opposite of a test as a person would write it."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.rewrites.negation import negated


@pytest.mark.parametrize(
    ("test", "opposite"),
    [
        ("a", "not a"),
        ("not a", "a"),
        ("a.b", "not a.b"),
        ("a()", "not a()"),
        ("a == b", "a != b"),
        ("a != b", "a == b"),
        ("a is b", "a is not b"),
        ("a is not b", "a is b"),
        ("a in b", "a not in b"),
        ("a not in b", "a in b"),
        ("a < b", "not (a < b)"),
        ("a == b == c", "not (a == b == c)"),
        ("a and b", "not (a and b)"),
        ("(a and b)", "not (a and b)"),
        ("(a := b)", "not (a := b)"),
    ],
)
def test_opposite_of_each_form_of_test(test: str, opposite: str) -> None:
    source = SourceFile("views.py", f"if {test}: pass")
    (asked,) = source.tree.of(cst.If)
    assert negated(source, asked.test) == opposite

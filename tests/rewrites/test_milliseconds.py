"""Seconds that were written in milliseconds."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.rewrites.milliseconds import divided_by_1000


def divided(code: str) -> str | None:
    """The expression after the edit."""
    module = cst.parse_module(f"{code}\n")
    (statement,) = module.body
    assert isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Expr)
    edit = divided_by_1000(statement.body[0].value)
    if edit is None:
        return None
    by = edit.by if isinstance(edit.by, str) else module.code_for_node(edit.by)
    return code.replace(module.code_for_node(edit.node), by)


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("3600000", "3600"),
        ("1000", "1"),
        ("3_600_000", "3600"),
        ("36_000_000", "36_000"),
        ("36000000", "36000"),
        ("3600500", None),
        ("999", None),
        ("0", None),
        ("60 * 1000", "60"),
        ("1000 * 60", "60"),
        ("60 * 60 * 1000", "60 * 60"),
        ("60 * 1000 * 60", "60 * 60"),
        ("1000 * 60 * 60", "60 * 60"),
        ("1000 * 1000", None),
        ("60 * 60", None),
        ("60 + 1000", None),
        ("minutes * 1000", "minutes"),
        ("minutes", None),
        ("1000.0 * 60", None),
    ],
)
def test_a_length(code: str, seconds: str | None) -> None:
    assert divided(code) == seconds

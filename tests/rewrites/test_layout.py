"""Repaired code looks like its file."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.rewrites.layout import fitting, in_int, in_lines, in_seconds, longest_line, quote_of


def value_of(text: str) -> tuple[SourceFile, cst.BaseExpression]:
    """A module, and the value of its last assignment."""
    source = SourceFile("settings.py", text)
    return source, source.tree.of(cst.Assign)[-1].value


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("x = 1\n", '"'),
        ("x = 'a'\n", "'"),
        ("x = 'a', \"b\"\ny = 1\n", '"'),
        ("x = 'a', 'b', \"c\"\ny = 1\n", "'"),
        ("'''doc'''\nx = 1\n", '"'),
        ("y = 'a', 'b'\nx = \"c\"\n", '"'),
    ],
)
def test_quotes(text: str, quote: str) -> None:
    assert quote_of(*value_of(text)) == quote


def test_the_longest_line() -> None:
    assert longest_line(SourceFile("a.py", "x = 1\n")) == 79
    assert longest_line(SourceFile("a.py", f"x = '{'a' * 90}'\n")) == 96
    assert longest_line(SourceFile("a.py", f"# http://{'a' * 90}\n")) == 79


def test_what_is_too_long_is_broken() -> None:
    name = "A" * 70
    assert in_int(*value_of(f"{name} = get()\n")) == "int(\n    get()\n)"
    assert in_int(*value_of(f"{name} = x\n")) == "int(x)"
    assert in_int(*value_of("if x:\n  y = f(\n    1)\n")) == "int(f(\n  1))"
    assert in_seconds(*value_of("y = a + b\n")) == "int((a + b).total_seconds())"
    assert in_seconds(*value_of("y = (a + b)\n")) == "int((a + b).total_seconds())"
    assert in_seconds(*value_of(f"{name} = timedelta(1)\n")) == "int(\n    timedelta(1).total_seconds()\n)"
    source, node = value_of("if x:\n  y = z  # note\n")
    assert in_lines(source, "a", "b") == "\n  a\n  b\n"
    for blanks, kept in ((79 - len("  y = " + "  # note"), True), (80 - len("  y = " + "  # note"), False)):
        assert (fitting(source, node, "z" * blanks, "short") != "short") is kept
    inner = f"f(\n  {'z' * (79 - 4)}\n)"
    assert fitting(source, node, inner, "short") == inner
    assert fitting(source, node, inner.replace("z", "zz", 1), "short") == "short"

"""Which comments are about a value, and which are only near it."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.semantic.comments import comments_beside

BESIDE = {
    "at the end of the line": ("f(600)  # 10 minutes", ["# 10 minutes"]),
    "of an assignment": ("AGE = 600  # 10 minutes", ["# 10 minutes"]),
    "of an annotated assignment": ("AGE: int = 600  # 10 minutes", ["# 10 minutes"]),
    "of a return": ("def f():\n    return g(600)  # 10 minutes", ["# 10 minutes"]),
    "of an awaited call": ("async def f():\n    await g(value=600)  # 10 minutes", ["# 10 minutes"]),
    "of a one-line block": ("if x: f(600)  # 10 minutes", ["# 10 minutes"]),
    "in brackets of its own": ("f((600))  # 10 minutes", ["# 10 minutes"]),
    "above": ("x = 1\n# 10 minutes\nf(600)", ["# 10 minutes"]),
    "above, in a block": ("def f():\n    # 10 minutes\n    g(600)", ["# 10 minutes"]),
    "above the first statement of a module": ("#!/bin/sh\n\n# 10 minutes\nf(600)", ["# 10 minutes"]),
    "above, on two lines": (
        "x = 1\n# the session expires\n# after 10 minutes\nf(600)",
        ["# the session expires after 10 minutes"],
    ),
    "above and at the end": ("x = 1\n# above\nf(600)  # end", ["# above", "# end"]),
    "after the argument": ("f(\n    600  # 10 minutes\n)", ["# 10 minutes"]),
    "after the comma": ("f(\n    600,  # 10 minutes\n)", ["# 10 minutes"]),
    "after the keyword": ("f(\n    value=600,  # 10 minutes\n)", ["# 10 minutes"]),
    "after the opening bracket": ("f(  # 10 minutes\n    600\n)", ["# 10 minutes"]),
    "after the closing bracket": ("f(\n    600\n)  # 10 minutes", ["# 10 minutes"]),
    "above the argument": ("f(\n    # ten\n    # minutes\n    600\n)", ["# ten minutes"]),
    "of its own line of many": ("f(\n    1,\n    600,  # 10 minutes\n    2,  # two\n)", ["# 10 minutes"]),
    "above its own line of many": ("f(\n    1,  # one\n    # 10 minutes\n    600,\n)", ["# 10 minutes"]),
    "of a branch on its own line": ("x = (\n    600  # 10 minutes\n    if y\n    else 0\n)", ["# 10 minutes"]),
    "after a value of several lines": ("f(g(\n    600,\n))  # 10 minutes", ["# 10 minutes"]),
    "windows newlines": ("x = 1\r\n# 10 minutes\r\nf(600)\r\n", ["# 10 minutes"]),
}
NEAR = {
    "no comment": "f(600)",
    "a number sign in a string": 'f(600)\nx = "#"',
    "above, but for an empty line": "x = 1\n# 10 minutes\n\nf(600)",
    "above, but for an empty line in a module's header": "# 10 minutes\n\nf(600)",
    "above another statement": "# 10 minutes\nx = 1\nf(600)",
    "of the statement before": "x = 1  # 10 minutes\nf(600)",
    "below": "f(600)\n# 10 minutes",
    "of the header of the block": "if x:  # 10 minutes\n    f(600)",
    "above the header of the block": "x = 1\n# 10 minutes\nif x:\n    f(600)",
    "above a one-line block": "x = 1\n# 10 minutes\nif x: f(600)",
    "of the header that holds it": "if f(600):  # 10 minutes\n    pass",
    "of two statements": "x = 1; f(600)  # 10 minutes",
    "of two arguments": "f(1, 600)  # 10 minutes",
    "of two arguments, first": "f(600, 1)  # 10 minutes",
    "of another argument": "f(\n    600,\n    1,  # 10 minutes\n)",
    "of a line of two": "f(\n    600, 1,  # 10 minutes\n)",
    "of a conditional expression": "f(600 if x else 0)  # 10 minutes",
    "above a conditional expression": "x = 1\n# 10 minutes\nf(600 if x else 0)",
    "of a tuple": "x = 600, 1  # 10 minutes",
    "of a branch in a line with more": "x = (\n    600 if y  # 10 minutes\n    else 0\n)",
    "after all arguments": "f(\n    600,\n    1,\n)  # 10 minutes",
    "in a decorator": "@f(600)  # 10 minutes\ndef g():\n    pass",
}
PRODUCTS = {
    "f(\n    60  # seconds\n    * 10  # minutes\n)": [],
    "f(\n    (\n        60  # seconds\n        * 10\n    )  # 10 minutes\n)": ["# 10 minutes"],
    "f(  # 10 minutes\n    60\n    * 10\n)": ["# 10 minutes"],
}


def source_of(text: str) -> SourceFile:
    return SourceFile("views.py", text if "\r" in text else textwrap.dedent(text) + "\n")


def six_hundred(source: SourceFile) -> cst.Integer:
    return next(number for number in source.tree.of(cst.Integer) if number.value == "600")


@pytest.mark.parametrize(("text", "expected"), BESIDE.values(), ids=BESIDE)
def test_a_comment_beside_a_value(text: str, expected: list[str]) -> None:
    source = source_of(text)
    assert list(comments_beside(source, six_hundred(source))) == expected


@pytest.mark.parametrize("text", NEAR.values(), ids=NEAR)
def test_a_comment_about_something_else(text: str) -> None:
    source = source_of(text)
    assert comments_beside(source, six_hundred(source)) == ()


@pytest.mark.parametrize(("text", "expected"), PRODUCTS.items())
def test_an_operand_is_not_the_value(text: str, expected: list[str]) -> None:
    source = source_of(text)
    (product,) = source.tree.of(cst.BinaryOperation)
    assert list(comments_beside(source, product)) == expected


@pytest.mark.parametrize("text", ["x = [\n    600,\n]  # 10 minutes", "f([\n    600,\n])  # 10 minutes"])
def test_a_list_of_several_lines(text: str) -> None:
    source = source_of(text)
    (values,) = source.tree.of(cst.List)
    assert comments_beside(source, values) == ("# 10 minutes",)
    assert comments_beside(source, six_hundred(source)) == ()

"""A value at its place in a file."""

from __future__ import annotations

import ast

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Several, Value, constant

SYMBOLS = SymbolTable(Tree(cst.parse_module("")), "")
HERE, THERE = cst.Name("AGE"), cst.Integer("300")
WRITTEN = ast.Constant(300)


def occurrence(value: Value) -> Occurrence:
    """A value at ``HERE``; ``WRITTEN`` stands at ``THERE``."""
    return Occurrence.of(value, HERE, lambda node: THERE if node is WRITTEN else None, SYMBOLS)


def test_a_value_is_written_where_it_comes_from() -> None:
    assert occurrence(constant(300, WRITTEN)).written_as is THERE
    assert occurrence(constant(300).replaced(origin=Several(WRITTEN))).written_as is THERE


def test_a_value_of_another_file_is_written_where_it_is_used() -> None:
    assert occurrence(constant(300)).written_as is HERE
    assert occurrence(constant(300, ast.Constant(300))).written_as is HERE

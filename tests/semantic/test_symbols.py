"""What a scope binds and where a name is mentioned."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import SymbolTable, imported_names


def test_a_member_or_keyword_of_that_name_is_no_mention() -> None:
    code = "def f(s):\n    s.s = 1\n    g(s=2)\n    h(s=s)\n    return lambda: s\n"
    symbols = SymbolTable(Tree(cst.parse_module(code)), code)
    function = symbols.tree.of(cst.FunctionDef)[0]
    kinds = [type(symbols.tree.parents[node]).__name__ for node in symbols.mentions_of(function, "s")]
    assert kinds == ["Param", "Attribute", "Arg", "Lambda"]


def test_nonlocal_binds_in_all_functions_around() -> None:
    code = "def f():\n    a = 1\n    def g():\n        def h():\n            nonlocal a\n            a = 2\n"
    symbols = SymbolTable(Tree(cst.parse_module(code)), code)
    outer, middle, inner = symbols.tree.of(cst.FunctionDef)
    assert [len(symbols.bindings_of(scope, "a")) for scope in (outer, middle, inner)] == [2, 1, 0]


def test_a_name_is_bound_by_each_scope_around_that_it_sees() -> None:
    """A function does not see the names of the class that it is in."""
    code = "a = 1\nclass C:\n    b = a\n    c = b\n    def f(self):\n        return (a, b, d)\n"
    symbols = SymbolTable(Tree(cst.parse_module(code)), code)
    read = [name for name in symbols.tree.of(cst.Name) if name.value in "abd"]
    assert [(name.value, symbols.is_bound(name)) for name in read] == [
        ("a", True),  # where it is bound
        ("b", True),
        ("a", True),
        ("b", True),
        ("a", True),
        ("b", False),
        ("d", False),
    ]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import a.b", [("a", "a")]),
        ("import a.b as c, d", [("c", "a.b"), ("d", "d")]),
        ("from a.b import c, d as e", [("c", "a.b.c"), ("e", "a.b.d")]),
        ("from . import views", [("views", ".views")]),
        ("from .. import views as v", [("v", "..views")]),
        ("from .a import b", [("b", ".a.b")]),
        ("from a import *", []),
    ],
)
def test_names_of_an_import(statement: str, expected: list[tuple[str, str]]) -> None:
    tree = Tree(cst.parse_module(statement))
    found: list[cst.Import | cst.ImportFrom] = [*tree.of(cst.Import), *tree.of(cst.ImportFrom)]
    assert [names for each in found for names in imported_names(each)] == expected

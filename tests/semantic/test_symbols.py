"""What a scope binds and where a name is mentioned."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import SymbolTable


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

"""
Which expressions are rows of the model ``django.contrib.sessions.models.Session``; a row has other methods than a
session.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.inference import Inference

MODEL = "django.contrib.sessions.models.Session"
_ONE = frozenset({"get", "first", "last", "latest", "earliest", "create", "aget", "afirst", "alast", "acreate"})
_MANY = frozenset(
    {"all", "filter", "exclude", "order_by", "iterator", "select_for_update", "distinct", "using", "reverse"}
)


def is_session_row(symbols: SymbolTable, types: Inference, node: cst.BaseExpression) -> bool:
    """
    Whether an expression is one row: ``Session.objects.get(...)``, a name that is assigned one, or the name of a loop
    over rows.
    """
    if isinstance(node, cst.Await):
        return is_session_row(symbols, types, node.expression)
    if isinstance(node, cst.Call):
        return _is_query(symbols, types, node, _ONE) or types.qualified(node.func) == MODEL
    if isinstance(node, cst.Name):
        return _is_row_of_loop(symbols, types, node) or _is_given_row(symbols, types, node)
    return False


def _is_given_row(symbols: SymbolTable, types: Inference, name: cst.Name) -> bool:
    binding = symbols.reaching(name)
    given = None if binding is None else binding.value
    return isinstance(given, (cst.Call, cst.Await)) and is_session_row(symbols, types, given)


def _is_row_of_loop(symbols: SymbolTable, types: Inference, name: cst.Name) -> bool:
    rows = gone_over(symbols, name)
    return rows is not None and is_session_query(symbols, types, rows)


def gone_over(symbols: SymbolTable, name: cst.Name) -> cst.BaseExpression | None:
    """The iterable of the loop or comprehension that binds a name; None if something else binds it, too."""
    inside = next((above for above in symbols.tree.ancestors(name) if isinstance(above, cst.BaseSimpleComp)), None)
    part = None if inside is None else inside.for_in
    while part is not None:
        if isinstance(part.target, cst.Name) and part.target.value == name.value:
            return part.iter
        part = part.inner_for_in
    loop = symbols.tree.nearest(name, cst.For)
    if loop is None or not isinstance(loop.target, cst.Name):
        return None
    bindings = symbols.bindings_of(symbols.scope_of(name), name.value)
    return loop.iter if [binding.node for binding in bindings] == [loop] else None


def is_session_query(symbols: SymbolTable, types: Inference, node: cst.BaseExpression) -> bool:
    """Whether an expression is a query of rows: ``Session.objects``, queries on it, a name that is assigned one."""
    return types.qualified(node) == f"{MODEL}.objects" or any(True for _ in queries(symbols, types, node))


def queries(symbols: SymbolTable, types: Inference, node: cst.BaseExpression) -> Iterator[cst.Call]:
    """The calls of a query on ``Session.objects``, the last one first; none if it is no such query."""
    if isinstance(node, cst.Name):
        binding = symbols.reaching(node)
        if binding is not None and isinstance(binding.value, cst.Call):
            yield from queries(symbols, types, binding.value)
    elif isinstance(node, cst.Call) and _is_query(symbols, types, node, _MANY):
        yield node
        assert isinstance(node.func, cst.Attribute)
        yield from queries(symbols, types, node.func.value)


def _is_query(symbols: SymbolTable, types: Inference, node: cst.Call, last: frozenset[str]) -> bool:
    """Whether a call is one of ``last`` on ``Session.objects``, or on a chain of queries that begins there."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in last:
        return False
    return is_session_query(symbols, types, node.func.value)

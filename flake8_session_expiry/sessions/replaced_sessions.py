"""
Whether a module puts an object of its own in the place of Django's session:
``request.session = Visit.objects.get(...)``. Then ``request.session`` is not known anywhere in it: a decorator may do
that for the views below.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import class_context

_FURTHEST = 3
"""How many names are followed, one assigned to the next."""


def puts_own_object(symbols: SymbolTable) -> bool:
    """
    Whether a row of a model, or an instance of a class that is no ``SessionStore`` of an engine, is assigned to
    ``<request>.session``.

    Not a dict, None or an unknown value: these are mistakes, or Django's own session.
    """
    return any(
        _is_own(symbols, value)
        for assign in symbols.tree.of(cst.Assign)
        for target in assign.targets
        if isinstance(target.target, cst.Attribute)
        and target.target.attr.value == "session"
        and dotted(target.target.value) not in {"self", "cls", ""}
        for value in _given(symbols, assign.value, _FURTHEST)
    )


def _given(symbols: SymbolTable, value: cst.BaseExpression, further: int) -> Iterator[cst.BaseExpression]:
    """The values that an expression may have: of a name, those of all its bindings."""
    if isinstance(value, cst.Await):
        value = value.expression
    if not isinstance(value, cst.Name):
        yield value
        return
    for binding in symbols.bindings_of(symbols.scope_of(value), value.value) if further else ():
        if binding.value is not None:
            yield from _given(symbols, binding.value, further - 1)


def _is_own(symbols: SymbolTable, value: cst.BaseExpression) -> bool:
    if not isinstance(value, cst.Call):
        return False
    if _is_row(value):
        return True
    name = dotted(value.func).rpartition(".")[2]
    if not name[:1].isupper() or name.endswith(("SessionStore", "SessionBase")):
        return False
    defined = symbols.bindings_of(symbols.tree.module, name)
    return not any(isinstance(each.node, cst.ClassDef) and class_context(each.node).is_store for each in defined)


def _is_row(node: cst.BaseExpression) -> bool:
    """``Visit.objects.filter(token=token).get()``."""
    current: cst.BaseExpression = node
    while isinstance(current, (cst.Call, cst.Attribute)):
        if isinstance(current, cst.Attribute):
            if current.attr.value == "objects":
                return True
            current = current.value
        else:
            current = current.func
    return False

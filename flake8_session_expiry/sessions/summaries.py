"""
Calls of functions of the same module: which function is called, and which of its names are the session and request of
the caller.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import parameters
from flake8_session_expiry.sessions.types import Request, Session


def callee(symbols: SymbolTable, call: PassedOn) -> cst.FunctionDef | None:
    """
    The function of this module that is called, by its name or as a method of ``self``, if it is the only one of that
    name.
    """
    if isinstance(call.node.func, cst.Name):
        found = symbols.bindings_of(symbols.tree.module, call.node.func.value)
    elif call.owner == "self" and call.function is not None and call.function.class_ is not None:
        assert isinstance(call.node.func, cst.Attribute)
        found = symbols.bindings_of(call.function.class_.node, call.node.func.attr.value)
    else:
        return None
    only = found[0].node if len(found) == 1 else None
    return only if isinstance(only, cst.FunctionDef) else None


class Summary:
    """
    One call of a function of the module: the texts of sessions and requests in the function, as texts in the caller.
    """

    def __init__(self, call: PassedOn, function: cst.FunctionDef) -> None:
        self._through_self = call.owner is not None
        self._passed = dict(_passed(call, function))
        self._own_names = {parameter.name.value for parameter in parameters(function)} | {"self", "cls"}

    def as_the_caller_knows(self, session: str | None, request: str | None) -> tuple[str | None, str | None]:
        """
        The texts of a session and its request in the caller; (None, None) if these are not the caller's.

        ``save(request.session)`` with ``def save(s): s.flush()``: ``s`` in the function is ``request.session`` in the
        caller.
        """
        for name, type_ in self._passed.items():
            if isinstance(type_, Request) and request == name:
                return f"{type_.key}.session", type_.key
            if isinstance(type_, Session) and session == name:
                return type_.key, type_.request
        root = (request or session or "").partition(".")[0]
        if self._through_self and (root == "self" or root not in self._own_names):
            return session, request
        return None, None


def _passed(call: PassedOn, function: cst.FunctionDef) -> Iterator[tuple[str, Request | Session]]:
    """Each parameter of the function with the session or request that is passed for it."""
    names = [parameter.name.value for parameter in parameters(function)]
    skipped = 1 if call.owner is not None and names[:1] in (["self"], ["cls"]) else 0
    for place, type_ in call.passed:
        if isinstance(place, str):
            yield place, type_
        elif place + skipped < len(names):
            yield names[place + skipped], type_

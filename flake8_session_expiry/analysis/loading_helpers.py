"""Sync functions of a module that load the session that they are given, also where ``async def`` calls them."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.effects import Effects
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.summaries import Summary, callee
from flake8_session_expiry.sessions.types import Session


class LoadingHelpers:
    """
    Which sync functions of one module load a session, by what a walk has noted. Asked when the walk is over: helpers
    may stand below the code that calls them.
    """

    def __init__(self, symbols: SymbolTable, effects: Effects) -> None:
        self._symbols = symbols
        self._effects = effects
        self._loads: dict[cst.FunctionDef, list[tuple[cst.CSTNode, Session]]] = {}

    def note(self, function: FunctionContext | None, node: cst.CSTNode, session: Session) -> None:
        """Keep that ``node``, in a function, looks into a session."""
        if function is not None and not function.is_async:
            self._loads.setdefault(function.node, []).append((node, session))

    def loads(self, call: PassedOn) -> bool:
        """Whether a call runs a function that certainly looks into the session of the caller, whichever way it goes."""
        called = callee(self._symbols, call)
        if called is None or called.asynchronous is not None or called.decorators:
            return False
        summary, flow = Summary(call, called), self._effects.flow(called)
        return any(
            summary.as_the_caller_knows(session.key, session.request) != (None, None) and flow.always([node])
            for node, session in self._loads.get(called, ())
        )

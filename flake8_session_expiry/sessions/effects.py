"""
What each function of a module does to sessions: ends them, saves them, gives them an expiry, changes their data; in the
order of the source.

Functions of the module that are called with the request, the session or ``self`` are followed one level (if they have
no more than ``MOST_FOLLOWED`` effects): their effects are also effects of the call. Complete when the walk is over
(``leave_Module``), because helpers are often below the views that call them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.control_flow import Body, ControlFlow
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.ending_calls import AUTH_FUNCTIONS, METHODS, EffectKind
from flake8_session_expiry.sessions.events import Access, PassedOn, SessionCall, SessionItem, SessionWrite
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.summaries import Summary, callee
from flake8_session_expiry.sessions.types import Request, Session
from flake8_session_expiry.values.occurrence import Occurrence

_HARMLESS_MODULES = (
    "django.contrib.messages.",
    "django.contrib.sites.",
    "django.http.",
    "django.shortcuts.",
    "django.template.",
    "django.urls.",
    "logging.",
    "messages.",
    "logger.",
    "log.",
)
_READERS_OF_VIEWS = frozenset({"get_object", "get_queryset"})
"""Methods of Django's views that read from the database only."""
_HARMLESS = frozenset(
    ["render", "redirect", "reverse", "print", "len", "str", "repr", "type", "id", "bool", "isinstance", "hasattr",
     "getattr", "callable", "render_to_string", "RequestContext", "dict", "list", "sorted", "get_current_site"]
)  # fmt: skip

MOST_FOLLOWED = 100
"""
A function with more effects counts as unknown code where it is called: they would be gone through for each call of it.
No function that is written by hand has so many.
"""
_VIEWS = r"\w*(?:View|ViewSet|Mixin)"


@dataclass(frozen=True, eq=False)
class Effect:
    """
    One thing that is done to a session in a function.

    ``session`` and ``request`` are their texts in that function. ``certain`` is False for what a helper does only on
    some of its paths; ``helper`` is that helper. ``event`` is the event that the effect was made of.
    """

    kind: EffectKind
    node: cst.CSTNode
    session: str | None
    request: str | None
    event: Event
    function: FunctionContext | None
    certain: bool = True
    helper: cst.FunctionDef | None = None

    @property
    def expiry(self) -> Occurrence | None:
        """The argument of set_expiry, evaluated."""
        return self.event.expiry if isinstance(self.event, SessionCall) else None

    @property
    def expiries(self) -> tuple[Occurrence, ...]:
        """Each value that the argument of set_expiry may have."""
        return self.event.expiries if isinstance(self.event, SessionCall) else ()

    def same_session(self, other: Effect) -> bool:
        """Whether both are certainly done to one session."""
        same_text = self.session is not None and self.session == other.session
        return same_text or (self.own_request is not None and self.own_request == other.own_request)

    @cached_property
    def own_request(self) -> str | None:
        """Its request; in a method of a view that is given it, ``self.request`` is the same one."""
        function = self.function
        in_view = function is not None and function.class_ is not None and function.class_.has_base(_VIEWS)
        is_given = in_view and function is not None and "request" in function.parameters
        return "request" if is_given and self.request == "self.request" else self.request


class Effects:
    """The effects of one module."""

    def __init__(self, symbols: SymbolTable) -> None:
        self._symbols = symbols
        self._found: dict[cst.FunctionDef | None, list[Effect]] = {}
        self._functions: dict[cst.FunctionDef, FunctionContext] = {}
        self._flows: dict[Body, ControlFlow] = {}
        self._expanded: dict[cst.FunctionDef | None, list[Effect]] = {}
        self._kinds: dict[cst.FunctionDef | None, set[EffectKind]] = {}
        self._places: dict[tuple[cst.FunctionDef | None, object], Places] = {}
        self._calls: dict[cst.FunctionDef, list[Effect]] = {}  # those that are given a session or request
        self._by_callers: dict[cst.FunctionDef, Set[EffectKind]] = {}
        self._certain: dict[cst.FunctionDef, list[tuple[Effect, bool]]] = {}
        self._new_calls: list[Effect] = []  # not yet in ``_calls``

    # -- written by EventEmitter
    # ----------------------------------------------------------------------------------------

    def add(self, event: Event) -> None:
        """Add the effect of an event, if it has one."""
        if isinstance(event, PassedOn):
            self._keep_passed_on(event)
        elif isinstance(event, SessionCall):
            kind = METHODS.get(session_api.SYNC_TWINS.get(event.method, event.method))
            if kind is not None:
                self._keep(kind, event.node, event.session, event, event.function)
        elif isinstance(event, SessionItem):
            if event.access is not Access.READ:
                self._keep(EffectKind.WRITE, event.node, event.session, event, event.function)
        elif isinstance(event, SessionWrite) and event.name == "modified":
            self._keep(EffectKind.MARK, event.node, event.session, event, event.function)

    def _keep_passed_on(self, event: PassedOn) -> None:
        auth = AUTH_FUNCTIONS.get(event.name)
        type_ = event.passed[0][1] if event.passed else None
        if auth is not None and isinstance(type_, Request) and event.passed[0][0] in {0, "request"}:
            self._append(Effect(auth, event.node, None, type_.key, event, event.function))
        elif not is_harmless(event.name) and not self._only_reads(event):
            session = next((m.key for _, m in event.passed if isinstance(m, Session)), None)
            request = next((m.key if isinstance(m, Request) else m.request for _, m in event.passed), None)
            self._append(Effect(EffectKind.ESCAPES, event.node, session, request, event, event.function))

    def _only_reads(self, event: PassedOn) -> bool:
        """Whether it is ``self.get_object()`` of a view that has it, and all its bases, from Django."""
        class_ = event.function.class_ if event.function is not None else None
        if class_ is None or event.owner is None or event.passed:
            return False
        return (
            event.name.rpartition(".")[2] in _READERS_OF_VIEWS
            and not any(self._symbols.bindings_of(class_.node, name) for name in _READERS_OF_VIEWS)
            and all(self._is_djangos(base) for base in class_.bases)
        )

    def _is_djangos(self, name: str) -> bool:
        found = self._symbols.bindings_of(self._symbols.tree.module, name.partition(".")[0])
        node = found[0].node if len(found) == 1 else None
        return isinstance(node, cst.ImportFrom) and dotted(node.module).startswith("django.")

    def _keep(
        self, kind: EffectKind, node: cst.CSTNode, session: Session, event: Event, function: FunctionContext | None
    ) -> None:
        self._append(Effect(kind, node, session.key, session.request, event, function))

    def _append(self, effect: Effect) -> None:
        function = None if effect.function is None else effect.function.node
        self._found.setdefault(function, []).append(effect)
        self._kinds.setdefault(function, set()).add(effect.kind)
        if effect.function is not None:
            self._functions[effect.function.node] = effect.function
        if isinstance(effect.event, PassedOn):
            self._new_calls.append(effect)

    # -- read by rules
    # --------------------------------------------------------------------------------------------------

    def functions(self) -> list[cst.FunctionDef | None]:
        """The functions (None: the top level) with any effect on a session."""
        return list(self._found)

    def flow(self, function: cst.FunctionDef | None) -> ControlFlow:
        """The paths through a function."""
        body = self._symbols.tree.module if function is None else function
        if body not in self._flows:
            self._flows[body] = ControlFlow(body, self._symbols.tree)
        return self._flows[body]

    def own(self, function: cst.FunctionDef | None) -> list[Effect]:
        """The effects of a function's own code."""
        return self._found.get(function, [])

    def kinds(self, function: cst.FunctionDef | None) -> Set[EffectKind]:
        """What a function's own code does to sessions."""
        return self._kinds.get(function, frozenset())

    def of(self, function: cst.FunctionDef | None) -> list[Effect]:
        """The effects of a function, with those of the helpers that it calls."""
        if function not in self._expanded:
            self._expanded[function] = [effect for own in self.own(function) for effect in self._followed(own)]
        return self._expanded[function]

    def callers(self, function: cst.FunctionDef) -> Iterator[Effect]:
        """The calls of a function of this module with a request, a session or ``self``."""
        new, self._new_calls = self._new_calls, []
        for effect in new:
            if (called := self._callee(effect)) is not None:
                self._calls.setdefault(called, []).append(effect)
        return iter(self._calls.get(function, ()))

    def is_done(self, kinds: frozenset[EffectKind], function: FunctionContext | None, node: cst.CSTNode) -> bool:
        """
        Whether there may be an effect of one of these kinds besides ``node`` itself: on a path with it, or in a caller
        in this module.
        """
        body = None if function is None else function.node
        if self.places(body, kinds).any_other_on_one_path(node):
            return True
        return body is not None and not kinds.isdisjoint(self._kinds_of_callers(body) - {EffectKind.ESCAPES})

    def _kinds_of_callers(self, function: cst.FunctionDef) -> Set[EffectKind]:
        """What the own code of the functions does that call this one. To be asked after the walk."""
        if function not in self._by_callers:
            callers = {caller.function.node if caller.function else None for caller in self.callers(function)}
            self._by_callers[function] = frozenset().union(*map(self.kinds, callers))
        return self._by_callers[function]

    def places(self, function: cst.FunctionDef | None, kinds: frozenset[EffectKind]) -> Places:
        """Where a function has effects of these kinds, with those of the helpers that it calls."""
        if (function, kinds) not in self._places:
            nodes = (effect.node for effect in self.of(function) if effect.kind in kinds)
            self._places[function, kinds] = Places(self.flow(function), nodes)
        return self._places[function, kinds]

    def places_where(self, function: cst.FunctionDef | None, question: Callable[[Effect], bool]) -> Places:
        """
        Where a function has effects of which the answer to a question (a function of a module, not a lambda) is yes,
        with those of the helpers that it calls.
        """
        if (function, question) not in self._places:
            nodes = (effect.node for effect in self.of(function) if question(effect))
            self._places[function, question] = Places(self.flow(function), nodes)
        return self._places[function, question]

    def _followed(self, effect: Effect) -> Iterator[Effect]:
        call = effect.event
        called = self._callee(effect)
        if called is None or not isinstance(call, PassedOn) or called is (effect.function and effect.function.node):
            yield effect
            return
        if len(self.own(called)) > MOST_FOLLOWED:
            yield effect
            return
        summary = Summary(call, called)
        for inner, is_certain in self._own_and_whether_certain(called):
            session, request = summary.as_the_caller_knows(inner.session, inner.request)
            if session is None and request is None and inner.kind is not EffectKind.ESCAPES:
                continue
            yield replace(
                inner,
                node=effect.node,
                session=session,
                request=request,
                function=effect.function,
                certain=is_certain,
                helper=called,
            )

    def _own_and_whether_certain(self, function: cst.FunctionDef) -> list[tuple[Effect, bool]]:
        """The effects of a function, each with whether it happens whichever way a call goes."""
        if function not in self._certain:
            flow = self.flow(function)
            self._certain[function] = [
                (effect, effect.kind is not EffectKind.ESCAPES and flow.always([effect.node]))
                for effect in self.own(function)
            ]
        return self._certain[function]

    def _callee(self, effect: Effect) -> cst.FunctionDef | None:
        """The function of this module that a session or request is passed on to."""
        if effect.kind is not EffectKind.ESCAPES or not isinstance(effect.event, PassedOn):
            return None
        return callee(self._symbols, effect.event)


def gives_away(effect: Effect) -> bool:
    """Whether an effect is a call with the request or the session, which may end or save it."""
    return effect.kind is EffectKind.ESCAPES and isinstance(effect.event, PassedOn) and bool(effect.event.passed)


def is_harmless(name: str) -> bool:
    """
    Whether a function of this name is known to change nothing of a session that it is given (or nothing that matters
    here).
    """
    return name in _HARMLESS or name.startswith(_HARMLESS_MODULES) or name.rpartition(".")[2].endswith("Response")

"""
What a module does to its sessions, function by function, in the order of the source: the events of a walk, kept.

Functions of the same module that are called with the request, the session or ``self`` are followed one level: what they do to it is done
where they are called. A rule asks when the walk is over (``leave_Module``), as helpers often stand below the views that call them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from types import MappingProxyType

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.control_flow import Body, ControlFlow
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.events import Access, Handover, SessionCall, SessionItem, SessionWrite
from flake8_session_expiry.sessions.functions import FunctionContext, parameters
from flake8_session_expiry.sessions.types import Request, Session
from flake8_session_expiry.sessions.values import Value


class Did(Enum):
    """What is done to a session."""

    EXPIRY = auto()
    """``set_expiry(...)``."""
    CLEAR = auto()
    """``clear()``: the data goes, key and row stay."""
    DELETE = auto()
    """``delete()``: the row goes, the cookie stays."""
    FLUSH = auto()
    LOGOUT = auto()
    """``logout(request)`` of ``django.contrib.auth``."""
    LOGIN = auto()
    CYCLE = auto()
    """``cycle_key()``."""
    WRITE = auto()
    """A key is written or deleted at the top level."""
    MARK = auto()
    """``modified = True``."""
    SAVE = auto()
    """``save()`` or ``create()``."""
    HANDED = auto()
    """Something is called with it that is not known to leave it alone."""


ENDS = frozenset({Did.FLUSH, Did.LOGOUT})
"""What deletes data, key, row and cookie."""
MARKS = frozenset(Did) - {Did.DELETE, Did.HANDED}
"""What makes SessionMiddleware save the session at the end of the request (or has saved it)."""
_CALLS: Mapping[str, Did] = MappingProxyType(
    {
        "set_expiry": Did.EXPIRY,
        "clear": Did.CLEAR,
        "delete": Did.DELETE,
        "flush": Did.FLUSH,
        "cycle_key": Did.CYCLE,
        "save": Did.SAVE,
        "create": Did.SAVE,
        "pop": Did.WRITE,
        "update": Did.WRITE,
        "setdefault": Did.WRITE,
        "aset": Did.WRITE,
        "set_test_cookie": Did.WRITE,
        "delete_test_cookie": Did.WRITE,
        "__setitem__": Did.WRITE,
        "__delitem__": Did.WRITE,
    }
)
_AUTH: Mapping[str, Did] = MappingProxyType(
    {
        "django.contrib.auth.logout": Did.LOGOUT,
        "django.contrib.auth.alogout": Did.LOGOUT,
        "django.contrib.auth.login": Did.LOGIN,
        "django.contrib.auth.alogin": Did.LOGIN,
        "django.contrib.auth.views.auth_logout": Did.LOGOUT,
        "django.contrib.auth.views.auth_login": Did.LOGIN,
        "django.contrib.auth.update_session_auth_hash": Did.CYCLE,
        "django.contrib.auth.aupdate_session_auth_hash": Did.CYCLE,
        # Names that nothing in the module binds come out of a star import.
        "logout": Did.LOGOUT,
        "alogout": Did.LOGOUT,
        "login": Did.LOGIN,
        "alogin": Did.LOGIN,
    }
)
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
_HARMLESS = frozenset(
    ["render", "redirect", "reverse", "print", "len", "str", "repr", "type", "id", "bool", "isinstance", "hasattr",
     "getattr", "callable", "render_to_string", "RequestContext", "dict", "list", "sorted", "get_current_site"]
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Deed:
    """
    One thing that is done to a session in a function.

    ``session`` and ``request`` are the texts that it is known by there. ``certain`` is False for what a helper only does on some of its
    paths; ``helper`` is that helper. ``event`` is what was heard.
    """

    did: Did
    node: cst.CSTNode
    session: str | None
    request: str | None
    event: Event
    function: FunctionContext | None
    certain: bool = True
    helper: cst.FunctionDef | None = None

    @property
    def expiry(self) -> Value | None:
        """What set_expiry is given."""
        return self.event.expiry if isinstance(self.event, SessionCall) else None

    def same_session(self, other: Deed) -> bool:
        """Whether both are certainly done to one session."""
        same_text = self.session is not None and self.session == other.session
        return same_text or (self.request is not None and self.request == other.request)


class Deeds:
    """The deeds of one module."""

    def __init__(self, symbols: SymbolTable) -> None:
        self._symbols = symbols
        self._found: dict[cst.FunctionDef | None, list[Deed]] = {}
        self._functions: dict[cst.FunctionDef, FunctionContext] = {}
        self._flows: dict[Body, ControlFlow] = {}
        self._expanded: dict[cst.FunctionDef | None, list[Deed]] = {}

    # -- what the recogniser tells -------------------------------------------------------------------------------------

    def add(self, event: Event) -> None:
        """Keep what was heard."""
        if isinstance(event, Handover):
            self._handed(event)
        elif isinstance(event, SessionCall):
            did = _CALLS.get(session_api.SYNC_TWINS.get(event.method, event.method))
            if did is not None:
                self._keep(did, event.node, event.session, event, event.function)
        elif isinstance(event, SessionItem):
            if event.access is not Access.READ:
                self._keep(Did.WRITE, event.node, event.session, event, event.function)
        elif isinstance(event, SessionWrite) and event.name == "modified":
            self._keep(Did.MARK, event.node, event.session, event, event.function)

    def _handed(self, event: Handover) -> None:
        auth = _AUTH.get(event.name)
        meaning = event.given[0][1] if event.given else None
        if auth is not None and isinstance(meaning, Request) and event.given[0][0] in {0, "request"}:
            self._append(Deed(auth, event.node, None, meaning.key, event, event.function))
        elif not is_harmless(event.name):
            session = next((m.key for _, m in event.given if isinstance(m, Session)), None)
            request = next((m.key if isinstance(m, Request) else m.request for _, m in event.given), None)
            self._append(Deed(Did.HANDED, event.node, session, request, event, event.function))

    def _keep(
        self, did: Did, node: cst.CSTNode, session: Session, event: Event, function: FunctionContext | None
    ) -> None:
        self._append(Deed(did, node, session.key, session.request, event, function))

    def _append(self, deed: Deed) -> None:
        function = None if deed.function is None else deed.function.node
        self._found.setdefault(function, []).append(deed)
        if deed.function is not None:
            self._functions[deed.function.node] = deed.function

    # -- what rules ask ------------------------------------------------------------------------------------------------

    def functions(self) -> list[cst.FunctionDef | None]:
        """The functions (None: the top level) in which something is done to a session."""
        return list(self._found)

    def flow(self, function: cst.FunctionDef | None) -> ControlFlow:
        """The paths through a function."""
        body = self._symbols.tree.module if function is None else function
        if body not in self._flows:
            self._flows[body] = ControlFlow(body, self._symbols.tree)
        return self._flows[body]

    def own(self, function: cst.FunctionDef | None) -> list[Deed]:
        """What the code of a function itself does."""
        return self._found.get(function, [])

    def of(self, function: cst.FunctionDef | None) -> list[Deed]:
        """What a function does, helpers of the module followed one level."""
        if function not in self._expanded:
            self._expanded[function] = [deed for own in self.own(function) for deed in self._followed(own)]
        return self._expanded[function]

    def callers(self, function: cst.FunctionDef) -> Iterator[Deed]:
        """The calls of a function of this module that hand it a request, a session or ``self``."""
        for deeds in self._found.values():
            for deed in deeds:
                if deed.did is Did.HANDED and isinstance(deed.event, Handover) and self.callee(deed.event) is function:
                    yield deed

    def is_done(self, dids: frozenset[Did], function: FunctionContext | None, node: cst.CSTNode) -> bool:
        """
        Whether one of these things may be done besides ``node``: on a path with it, or by a caller in this module.

        ``node`` itself does not count.
        """
        body = None if function is None else function.node
        flow = self.flow(body)
        if any(
            deed.did in dids and deed.node is not node and flow.on_one_path(deed.node, node) for deed in self.of(body)
        ):
            return True
        callers = () if body is None else self.callers(body)
        return any(
            deed.did in dids - {Did.HANDED}
            for caller in callers
            for deed in self.own(caller.function.node if caller.function else None)
        )

    def _followed(self, deed: Deed) -> Iterator[Deed]:
        event = deed.event
        callee = self.callee(event) if deed.did is Did.HANDED and isinstance(event, Handover) else None
        if callee is None or callee is (deed.function.node if deed.function else None):
            yield deed
            return
        assert isinstance(event, Handover)
        flow = self.flow(callee)
        names = dict(_passed(event, callee))
        own_names = {parameter.name.value for parameter in parameters(callee)} | {"self", "cls"}
        for inner in self.own(callee):
            session, request = _renamed(inner, names, own_names, through_self=event.owner is not None)
            if session is None and request is None and inner.did is not Did.HANDED:
                continue
            yield replace(
                inner,
                node=deed.node,
                session=session,
                request=request,
                function=deed.function,
                certain=inner.did is not Did.HANDED and flow.always([inner.node]),
                helper=callee,
            )

    def callee(self, call: Handover) -> cst.FunctionDef | None:
        """The function of this module that is called, where it is the only one of that name."""
        symbols = self._symbols
        if isinstance(call.node.func, cst.Name):
            found = symbols.bindings_of(symbols.tree.module, call.node.func.value)
        elif call.owner == "self" and call.function is not None and call.function.class_ is not None:
            assert isinstance(call.node.func, cst.Attribute)
            found = symbols.bindings_of(call.function.class_.node, call.node.func.attr.value)
        else:
            return None
        only = found[0].node if len(found) == 1 else None
        return only if isinstance(only, cst.FunctionDef) else None


def is_harmless(name: str) -> bool:
    """Whether a call of this name is known to leave a session that it is given as it is (or not to change it in a way that counts)."""
    return name in _HARMLESS or name.startswith(_HARMLESS_MODULES) or name.rpartition(".")[2].endswith("Response")


def _passed(call: Handover, callee: cst.FunctionDef) -> Iterator[tuple[str, Request | Session]]:
    names = [parameter.name.value for parameter in parameters(callee)]
    skipped = 1 if call.owner is not None and names[:1] in (["self"], ["cls"]) else 0
    for place, meaning in call.given:
        if isinstance(place, str):
            yield place, meaning
        elif place + skipped < len(names):
            yield names[place + skipped], meaning


def _renamed(
    deed: Deed, names: Mapping[str, Request | Session], own_names: set[str], *, through_self: bool
) -> tuple[str | None, str | None]:
    """The session and the request of a helper's deed as its caller knows them; (None, None) if they are not the caller's."""
    for name, meaning in names.items():
        if isinstance(meaning, Request) and deed.request == name:
            return f"{meaning.key}.session", meaning.key
        if isinstance(meaning, Session) and deed.session == name:
            return meaning.key, meaning.request
    root = (deed.request or deed.session or "").partition(".")[0]
    if through_self and (root == "self" or root not in own_names):
        return deed.session, deed.request
    return None, None

"""What code does with sessions and requests: the events for which methods of rules are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.types import Request, Session
from flake8_session_expiry.values.occurrence import Occurrence


class Write(Enum):
    """How something is written."""

    ASSIGN = auto()
    ANNOTATED = auto()
    AUGMENTED = auto()
    UNPACKED = auto()
    """As one of several targets of a tuple, a loop or ``with``: the value is not known."""
    SETATTR = auto()
    DELETE = auto()


@dataclass(frozen=True, eq=False)
class SessionCall(Event):
    """
    ``session.method(...)``. ``expiry`` is the argument of set_expiry (or aset_expiry), evaluated; None for other
    methods or no argument.
    """

    node: cst.Call
    session: Session
    receiver: cst.BaseExpression
    method: str
    statement: cst.CSTNode
    function: FunctionContext | None
    awaited: bool
    expiry: Occurrence | None

    @property
    def expiries(self) -> tuple[Occurrence, ...]:
        """Each value that ``expiry`` may have: two for ``set_expiry(0 if forget else 3600)``; () where it is None."""
        return () if self.expiry is None else tuple(self.expiry.alternatives())


@dataclass(frozen=True, eq=False)
class SessionWrite(Event):
    """
    ``session.name = value`` and every other way to bind an attribute of a session. ``node`` is the target (the call for
    setattr).
    """

    node: cst.BaseExpression
    session: Session
    receiver: cst.BaseExpression
    name: str
    value: cst.BaseExpression | None
    how: Write
    statement: cst.CSTNode
    function: FunctionContext | None


@dataclass(frozen=True, eq=False)
class SessionRead(Event):
    """``session.name`` neither called nor written."""

    node: cst.Attribute
    session: Session
    receiver: cst.BaseExpression
    name: str
    statement: cst.CSTNode
    function: FunctionContext | None


class Access(Enum):
    """How an item of a session is used."""

    READ = auto()
    WRITE = auto()
    AUGMENTED = auto()
    DELETE = auto()


@dataclass(frozen=True, eq=False)
class SessionItem(Event):
    """
    ``session[key]``. ``key`` is the key's text where it is a literal; ``value`` the expression assigned by a plain
    write.
    """

    node: cst.Subscript
    session: Session
    receiver: cst.BaseExpression
    key: str | None
    access: Access
    value: cst.BaseExpression | None
    statement: cst.CSTNode
    function: FunctionContext | None


@dataclass(frozen=True, eq=False)
class RequestCall(Event):
    """``request.method(...)`` on a Django request."""

    node: cst.Call
    request: Request
    receiver: cst.BaseExpression
    method: str
    statement: cst.CSTNode
    function: FunctionContext | None


@dataclass(frozen=True, eq=False)
class RequestWrite(Event):
    """
    ``request.name = value`` or ``del request.name``; ``request.session = {}``, which replaces the session, is one of
    these.
    """

    node: cst.BaseExpression
    request: Request
    receiver: cst.BaseExpression
    name: str
    value: cst.BaseExpression | None
    how: Write
    statement: cst.CSTNode
    function: FunctionContext | None


@dataclass(frozen=True, eq=False)
class PassedOn(Event):
    """
    A call with a request or a session as an argument, or one of an object that may have one (``self.save()``,
    ``super().form_valid(form)``).

    ``name`` is the full name of the function where it was imported, else its text. ``passed`` are the requests and
    sessions with their position or keyword, in order, then those in dicts (``context={"request": request}``) with "{}";
    ``owner`` is ``self`` or ``super``, or None.
    """

    node: cst.Call
    name: str
    passed: tuple[tuple[int | str, Request | Session], ...]
    owner: str | None
    statement: cst.CSTNode
    function: FunctionContext | None

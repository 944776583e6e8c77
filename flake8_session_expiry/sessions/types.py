"""What an expression can stand for in our field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


class SessionOrigin(Enum):
    """Where a session comes from."""

    REQUEST = auto()
    """``request.session``: SessionMiddleware saves it."""
    STORE = auto()
    """A ``SessionStore(...)`` made here: nobody saves it but the code."""
    CLIENT = auto()
    """``client.session`` of Django's test client: a new object at each access."""
    BOUND_CLIENT = auto()
    """A name that was given ``client.session``: one object."""
    CHANNELS = auto()
    """``scope["session"]`` of Channels: saved at the handshake only."""
    ATTRIBUTE = auto()
    """``something.session`` whose owner is not known."""
    NAME = auto()
    """A bare name that ends in ``session``."""


@dataclass(frozen=True)
class Session:
    """
    A Django session.

    ``certain`` is False where only the names that nobody but Django has (``set_expiry`` ...) make it one. ``key`` is the text of the expression
    that it comes from: two expressions with the same key in one function are the same session.
    """

    origin: SessionOrigin
    key: str
    certain: bool
    request: str | None = None
    """The text of the request that it hangs on."""


@dataclass(frozen=True)
class Request:
    """A Django request. ``exact`` is False for ``export_request``-like names; ``made`` for one that the code itself built."""

    key: str
    exact: bool = True
    made: bool = False


@dataclass(frozen=True)
class TestClient:
    """Django's test client."""

    __test__ = False  # not for pytest to collect

    key: str


@dataclass(frozen=True)
class StoreClass:
    """A ``SessionStore`` class."""


@dataclass(frozen=True)
class Imported:
    """A module or a name out of one; ``name`` is its full dotted name."""

    name: str


@dataclass(frozen=True)
class Opaque:
    """Bound to something that is none of our business."""


Type: TypeAlias = Session | Request | TestClient | StoreClass | Imported | Opaque

"""
What an expression can be, as far as rules need it: a session, a request, a test client, a class of stores, an import.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


class SessionOrigin(Enum):
    """Where a session comes from."""

    REQUEST = auto()
    """``request.session``: SessionMiddleware saves it."""
    STORE = auto()
    """A ``SessionStore(...)`` made here: only the code itself saves it."""
    CLIENT = auto()
    """``client.session`` of Django's test client: a new object at each access."""
    BOUND_CLIENT = auto()
    """A name to which ``client.session`` was assigned: one object."""
    CHANNELS = auto()
    """``scope["session"]`` of Channels: saved at the handshake only."""
    ATTRIBUTE = auto()
    """``something.session`` whose owner is not known."""
    NAME = auto()
    """A name alone that ends in ``session``."""


@dataclass(frozen=True)
class Session:
    """
    A Django session.

    ``certain`` is False where it is one only if a method is used on it that only Django's sessions have (``set_expiry``
    ...). ``key`` is the text of the expression that it comes from: two expressions with the same key in one function
    are the same session.
    """

    origin: SessionOrigin
    key: str
    certain: bool
    request: str | None = None
    """The text of the request that has it: ``request`` for ``request.session``."""


@dataclass(frozen=True)
class Request:
    """
    A Django request. ``exact`` is False for names like ``export_request``; ``made`` is True for one that the code
    itself makes.
    """

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
    """A module, or a name of a module; ``name`` is its full dotted name."""

    name: str


@dataclass(frozen=True)
class Opaque:
    """Something that certainly is none of these."""


Type: TypeAlias = Session | Request | TestClient | StoreClass | Imported | Opaque

"""
The value of an expression: its kind, its constant if that is known, its seconds, where it comes from, and its
alternatives.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final, TypedDict, Unpack


class Kind(Enum):
    """The Python type of a value, as far as it is known."""

    INT = auto()
    FLOAT = auto()
    NUMBER = auto()
    """An int or a float (``min(int(x), 3.5)``)."""
    BOOL = auto()
    NONE = auto()
    STRING = auto()
    BYTES = auto()
    TIMEDELTA = auto()
    DATETIME = auto()
    DATE = auto()
    TIME = auto()
    DECIMAL = auto()
    CONTAINER = auto()
    """A list, tuple, set or dict."""
    SETTING = auto()
    """``settings.X`` of a project whose settings are not known here."""
    FUNCTION = auto()
    """A lambda, or a name that a ``def`` binds."""
    UNKNOWN = auto()


class Source(Enum):
    """Where a value comes from."""

    CODE = auto()
    REQUEST = auto()
    """The visitor: ``request.POST`` and the like."""
    ENVIRONMENT = auto()
    """A variable of the environment, or a file of such variables."""
    SETTINGS = auto()
    ELSEWHERE = auto()
    """Another module, which is not followed."""
    UNREAD = auto()
    """Code that cannot be read and may have replaced the value: ``from elsewhere import *``, ``exec(...)``."""


NUMERIC: Final = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER, Kind.BOOL})
UNSET: Final = object()
TIMESTAMP: Final = "timestamp"
"""The maker of a number of seconds since 1970, which is no length of time."""


class Several(ast.expr):
    """
    The origin of a value that is not written in code: ``60 * (1 if x else 2)`` is 60 or 120; a list after
    ``x.append(1)``.

    ``made_by`` is the expression that it is the value of, if there is one.
    """

    def __init__(self, made_by: ast.expr | None = None) -> None:
        super().__init__()
        self.made_by = made_by


SEVERAL: Final = Several()

MOST_ALTERNATIVES: Final = 16
MOST_NAMES: Final = 30
"""How many of the names are kept that a value was followed through: ``a = b``, ``b = c`` ..."""
MOST_ITEMS: Final = 5_000
"""
How many items a container may have, with those of containers in it: ``b = [a, a]``, ``c = [b, b]`` ... doubles them
each time.
"""
LONGEST_TEXT: Final = 10_000
MOST_BITS: Final = 2_000
"""
How many bits an int may have: some 600 digits, which Python can write under any limit (``sys.set_int_max_str_digits``).
"""
FAILURES: Final = (ArithmeticError, ValueError, TypeError, LookupError, MemoryError)
"""Exceptions of operations that have no value: such an alternative is not possible."""


class _MoreParts(TypedDict, total=False):
    constant: Any
    seconds: float | None
    source: Source
    variable: str | None
    aware: bool | None
    maker: str | None
    items: tuple[Value, ...] | None
    mapping: Mapping[str, Value] | None
    complete: bool
    size: int
    members: Mapping[str, Value] | None
    imported: str | None
    branches: tuple[Value, ...]
    names: tuple[str, ...]
    expr: ast.expr | None
    origin: ast.expr | None
    written: ast.expr | None


class Parts(_MoreParts, total=False):
    """The parts of a ``Value``: see there."""

    kind: Kind


class Value:
    """
    What one expression evaluates to. It is not changed: ``replaced`` makes another one.

    ``constant`` is the Python value where it is fully known, else UNSET; of a container it is a list, tuple, set or
    dict of constants. ``seconds`` is the length of time that the value means as an expiry, where that is known; of a
    datetime its distance from now. ``variable`` is the environment variable that it is read from ("" if its name is not
    known). ``aware`` is whether a datetime has a time zone (None: not known), ``maker`` the call that made the value
    (``now``, ``utcnow``, ``environment``, else the full name of an imported function). ``items`` are the elements of a
    list, tuple or set as far as they are known, ``mapping`` those of a dict with string keys; ``complete`` is True if
    there are no others. ``size`` is the number of values in it. ``members`` are the known attributes of a class, a
    module or a reader; ``imported`` is the full name of something imported or built in.

    ``branches`` are the values that it may have, each without branches; what is the same in all of them is known of the
    whole as well.

    ``expr`` is the expression at the place of use, ``origin`` the one that it was followed to through names. ``names``
    are those names, outermost first. ``written`` is the expression of a branch itself, if ``expr`` is a name that is
    assigned the whole choice: a comment about the name is not one about the branch.
    """

    # A settings module has hundreds of values: an instance only has the parts that differ from these defaults, which a
    # dataclass would write into each.
    kind: Kind = Kind.UNKNOWN
    constant: Any = UNSET
    seconds: float | None = None
    source: Source = Source.CODE
    variable: str | None = None
    aware: bool | None = None
    maker: str | None = None
    items: tuple[Value, ...] | None = None
    mapping: Mapping[str, Value] | None = None
    complete: bool = True
    size: int = 1
    members: Mapping[str, Value] | None = None
    imported: str | None = None
    branches: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    expr: ast.expr | None = None
    origin: ast.expr | None = None
    written: ast.expr | None = None

    def __init__(self, kind: Kind = Kind.UNKNOWN, **parts: Unpack[_MoreParts]) -> None:
        self.__dict__.update(parts)
        self.__dict__["kind"] = kind

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a value is never changed")

    def __repr__(self) -> str:
        return f"Value({', '.join(f'{name}={part!r}' for name, part in vars(self).items())})"

    def replaced(self, **parts: Unpack[Parts]) -> Value:
        """The same value with other parts."""
        found = object.__new__(Value)
        found.__dict__.update(self.__dict__)
        found.__dict__.update(parts)
        return found

    @property
    def known(self) -> bool:
        """Whether the value itself is known, not only its kind."""
        return self.constant is not UNSET

    @property
    def unread(self) -> bool:
        """Whether code that cannot be read may have replaced the value."""
        return self.source is Source.UNREAD

    def alternatives(self) -> Iterator[Value]:
        """The value itself, or each of its branches."""
        yield from self.branches or (self,)

    @property
    def truth(self) -> bool | None:
        """Whether it is true for Python; None where that is not known."""
        if self.known:
            return bool(self.constant)
        if self.branches:
            found = {branch.truth for branch in self.branches}
            return found.pop() if len(found) == 1 else None
        inside = self.mapping if self.mapping is not None else self.items
        if inside is None:
            return None
        return True if inside else False if self.complete else None

    def given_to(self, expr: ast.expr, *names: str) -> Value:
        """
        The same as the value of ``expr``, a name or attribute that it is assigned to: used there, written where it was.
        """
        branches = tuple(branch.replaced(expr=expr, written=branch.written or branch.expr) for branch in self.branches)
        return self.replaced(
            expr=expr, origin=self.origin or SEVERAL, names=(*names, *self.names)[:MOST_NAMES], branches=branches
        )


UNKNOWN: Final = Value()
UNREAD: Final = Value(source=Source.UNREAD)

_KINDS: Final[Mapping[type, Kind]] = MappingProxyType(
    {
        bool: Kind.BOOL,
        int: Kind.INT,
        float: Kind.FLOAT,
        str: Kind.STRING,
        bytes: Kind.BYTES,
        timedelta: Kind.TIMEDELTA,
        type(None): Kind.NONE,
    }
)


def constant(value: object, expr: ast.expr | None = None) -> Value:
    """
    A value that is fully known: a number, a text, a bool, None, a timedelta. Of a value that is too long only the kind
    is kept.

    ``expr`` is the literal that it is.
    """
    kind = _KINDS.get(type(value), Kind.UNKNOWN)
    known = kind is not Kind.UNKNOWN
    seconds = None
    if isinstance(value, (int, float)):
        seconds = float(value) if not abs(value) >= 1e300 else -math.inf if value < 0 else math.inf
        known = not isinstance(value, int) or value.bit_length() <= MOST_BITS
    elif isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, (str, bytes)):
        known = len(value) <= LONGEST_TEXT
    return Value(kind, constant=value if known else UNSET, seconds=seconds, expr=expr, origin=expr)


def same(left: Value, right: Value) -> bool:
    """Whether two values are certainly the same (and of one type)."""
    if left is right:
        return True
    return left.known and right.known and left.kind is right.kind and bool(left.constant == right.constant)


def either(*values: Value) -> Value:
    """One of several values; each alternative is kept once, and what is the same in all of them stays known."""
    found: dict[object, Value] = {}
    for value in values:
        for branch in value.alternatives():
            found.setdefault(_identity(branch), branch)
    branches = list(found.values())
    if len(branches) == 1:
        return branches[0]
    if len(branches) > MOST_ALTERNATIVES:
        # The best known ones are kept; the last one is in the place of the rest.
        branches.sort(key=lambda branch: (not branch.known, branch.kind is Kind.UNKNOWN))
        branches[MOST_ALTERNATIVES - 1 :] = [UNKNOWN]
    return _choice(tuple(branches))


def _choice(branches: tuple[Value, ...]) -> Value:
    first = branches[0]
    is_known = all(same(first, branch) for branch in branches)
    return Value(
        kind=first.kind if all(branch.kind is first.kind for branch in branches) else Kind.UNKNOWN,
        constant=first.constant if is_known else UNSET,
        seconds=first.seconds if is_known else None,
        source=first.source if all(branch.source is first.source for branch in branches) else Source.CODE,
        variable=first.variable if all(branch.variable == first.variable for branch in branches) else None,
        branches=branches,
    )


def _identity(value: Value) -> object:
    """
    What distinguishes a branch from another one: its value and its place (each is reported at its place).

    The left side of ``or`` is not known, so one of several such branches is enough.
    """
    if (
        isinstance(value.origin, ast.BoolOp)
        and value.kind is Kind.UNKNOWN
        and not value.names
        and value.variable is None
    ):
        return ast.BoolOp
    fixed = value.constant if value.kind is not Kind.CONTAINER else id(value.constant)
    inside = value.items if value.items is not None else value.mapping
    return (
        *(value.kind, type(fixed), fixed, value.seconds, value.source, value.variable, value.aware, value.maker),
        *(id(inside), value.imported, value.names, id(value.expr), id(value.origin), id(value.written)),
    )


def joined_names(*values: Value) -> tuple[str, ...]:
    """The names of several values, each once: ``b = a + a``, ``c = b + b`` ... double them each time."""
    return tuple(dict.fromkeys(name for value in values for name in value.names))[:MOST_NAMES]


def joined_source(*values: Value) -> Source:
    """The source of something that is made of several values: the most important one."""
    found = {value.source for value in values}
    order = (Source.UNREAD, Source.REQUEST, Source.ENVIRONMENT, Source.ELSEWHERE, Source.SETTINGS)
    return next((source for source in order if source in found), Source.CODE)


def joined_variable(*values: Value) -> str | None:
    """The environment variable of something that is made of several values: the first one."""
    return next((value.variable for value in values if value.variable is not None), None)


def made_of(result: Value, *values: Value) -> Value:
    """A result with the names, the source and the variable of the values that it is made of."""
    return result.replaced(
        names=joined_names(*values), source=joined_source(*values), variable=joined_variable(*values)
    )


def from_environment(kind: Kind, variable: str, maker: str | None = None) -> Value:
    """The value of an environment variable."""
    return Value(kind, source=Source.ENVIRONMENT, variable=variable, maker=maker)


def members(found: Mapping[str, Value], maker: str) -> Value:
    """A module or class with its attributes."""
    return Value(maker=maker, members=MappingProxyType(dict(found)))

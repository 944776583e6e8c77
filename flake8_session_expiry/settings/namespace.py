"""
The names of a settings module at one point, each with every value that it may have there; how paths fork and are
merged.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flake8_session_expiry.values.value import UNKNOWN, UNREAD, Value, either

Assume: TypeAlias = Callable[[ast.expr, Callable[[ast.expr], bool | None]], bool | None]


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: path and line (from 1)."""

    path: str
    line: int


@dataclass(frozen=True, eq=False)
class Possible:
    """One value that a name may have; ``value`` is None where the name may not be set."""

    value: Value | None
    origin: Origin | None = None


Possibilities: TypeAlias = tuple[Possible, ...]
NOT_BOUND: Final[Possibilities] = (Possible(None),)
_MOST_POSSIBLE = 12


@dataclass
class Namespace:
    """
    The names of one module (or class) at one point: an ``Environment`` of the evaluator.

    ``open`` is the place where names were imported that are not known, if there is one.
    """

    names: dict[str, Possibilities] = field(default_factory=dict)
    open: Origin | None = None
    volatile: set[str] = field(default_factory=set)
    classes: dict[str, Namespace] = field(default_factory=dict)
    configuration: bool = False
    """Of a class: whether it is one of django-configurations."""
    assume: Assume | None = None
    """The assumption about tests that are not known: called with the test, and a function for its parts."""
    place: int = 0
    surroundings: int = 0
    """Expressions are evaluated by an evaluator of their own, so that nothing changes under it."""

    def copy(self) -> Namespace:
        """A fork: names that are bound in it are not bound here."""
        return Namespace(dict(self.names), self.open, set(self.volatile), dict(self.classes), assume=self.assume)

    def take(self, other: Namespace) -> None:
        """Become a copy of ``other``."""
        self.names, self.open, self.volatile = other.names, other.open, other.volatile
        self.classes = other.classes

    def bind(self, name: str, value: Value, origin: Origin) -> None:
        """``name = value``."""
        self.names[name] = (Possible(value, origin),)

    def blur(self, origin: Origin) -> None:
        """From here on any name may have any value."""
        self.open = origin
        for name, binding in self.names.items():
            self.names[name] = joined(binding, (Possible(UNREAD, origin),))

    def value_of(self, name: str) -> Value | None:
        """The value of a name, or None if it is not bound."""
        binding = self.names.get(name)
        if binding is None:
            return None
        if len(binding) == 1:
            return binding[0].value or UNKNOWN
        return either(*(possible.value or UNKNOWN for possible in binding))

    # -- what the evaluator wants to know ------------------------------------------------------------------------------

    def lookup(self, name: ast.Name) -> Value | None:
        """What a name evaluates to."""
        return self.value_of(name.id)

    def attribute(self, node: ast.Attribute) -> Value | None:
        """The attribute of a class or module, which are in its value."""
        return None

    def is_request(self, node: ast.expr) -> bool:
        """False: there are no requests in settings."""
        return False

    def assumed(self, test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
        """Whether a test is assumed to be true, where that is not known."""
        return None if self.assume is None else self.assume(test, truth)

    def decides(self, test: ast.expr) -> bool:
        """True: a branch that is not taken is no value of a setting."""
        return True


def joined(left: Possibilities, right: Possibilities) -> Possibilities:
    """The values of both, each once; UNKNOWN for too many."""
    found = list(left)
    for possible in right:
        if not any(
            possible is other or (possible.value is other.value and possible.origin == other.origin) for other in found
        ):
            found.append(possible)
    if len(found) > _MOST_POSSIBLE:
        return (Possible(UNKNOWN, found[0].origin),)
    return tuple(found)


def merge(paths: Iterable[Namespace]) -> Namespace:
    """The names after one of several paths."""
    first, *others = paths
    result = first.copy()
    for other in others:
        for name in {name for name, _ in result.names.items() ^ other.names.items()}:
            result.names[name] = joined(result.names.get(name, NOT_BOUND), other.names.get(name, NOT_BOUND))
        result.open = result.open or other.open
        result.volatile |= other.volatile
        result.classes = {**other.classes, **result.classes}
    return result


def narrow(namespace: Namespace, test: ast.expr, *, outcome: bool) -> None:
    """
    Leave out the values that a name cannot have where a test (``X``, ``not X``, ``X is None``, ``X and Y``) has this
    outcome.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        narrow(namespace, test.operand, outcome=not outcome)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is outcome:
        for part in test.values:
            narrow(namespace, part, outcome=outcome)
    elif isinstance(test, ast.Name):
        _keep(namespace, test.id, lambda value: value.truth is not (not outcome))
    elif isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and _is_none_test(test):
        is_none = isinstance(test.ops[0], ast.Is) is outcome
        _keep(namespace, test.left.id, lambda value: not value.known or (value.constant is None) is is_none)


def _is_none_test(test: ast.Compare) -> bool:
    other = test.comparators[0]
    return (
        len(test.ops) == 1
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and isinstance(other, ast.Constant)
        and other.value is None
    )


def _keep(namespace: Namespace, name: str, wanted: Callable[[Value], bool]) -> None:
    kept: list[Possible] = []
    for possible in namespace.names.get(name, ()):
        values = [] if possible.value is None else list(possible.value.alternatives())
        left = [value for value in values if wanted(value)]
        if len(left) == len(values):
            kept.append(possible)
        elif left:
            kept.append(Possible(either(*left), possible.origin))
    if kept:
        namespace.names[name] = tuple(kept)

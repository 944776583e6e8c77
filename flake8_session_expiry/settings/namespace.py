"""The names of a settings module at one point, each with every value that it may have there; forks of paths, and how they come together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flake8_session_expiry.settings.evaluate import UNKNOWN, UNREAD, Worth, either


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: path and line (from 1)."""

    path: str
    line: int


@dataclass(frozen=True, eq=False)
class Possible:
    """One value that a name may have; ``worth`` is None where the name may be left unset."""

    worth: Worth | None
    origin: Origin | None = None


Possibilities: TypeAlias = tuple[Possible, ...]
NOT_BOUND: Final[Possibilities] = (Possible(None),)
_MOST_POSSIBLE = 12


@dataclass
class Namespace:
    """The names of one module (or class) at one point. ``open`` is where names came in that cannot be listed, if that happened."""

    names: dict[str, Possibilities] = field(default_factory=dict)
    open: Origin | None = None
    volatile: set[str] = field(default_factory=set)
    classes: dict[str, Namespace] = field(default_factory=dict)
    configuration: bool = False
    """Of a class: whether it is one of django-configurations."""

    def copy(self) -> Namespace:
        """A fork: what is bound in it is not bound here."""
        return Namespace(dict(self.names), self.open, set(self.volatile), dict(self.classes))

    def take(self, other: Namespace) -> None:
        """Become what ``other`` is."""
        self.names, self.open, self.volatile = other.names, other.open, other.volatile
        self.classes = other.classes

    def bind(self, name: str, worth: Worth, origin: Origin) -> None:
        """``name = worth``."""
        self.names[name] = (Possible(worth, origin),)

    def blur(self, origin: Origin) -> None:
        """From here on any name may have been set to anything."""
        self.open = origin
        for name, binding in self.names.items():
            self.names[name] = joined(binding, (Possible(UNREAD, origin),))

    def worth(self, name: str) -> Worth | None:
        """What a name is worth, or None if it is not bound."""
        binding = self.names.get(name)
        if binding is None:
            return None
        if len(binding) == 1:
            return binding[0].worth or UNKNOWN
        return either(*(possible.worth or UNKNOWN for possible in binding))


def joined(left: Possibilities, right: Possibilities) -> Possibilities:
    """The values of both, each once; UNKNOWN for too many."""
    found = list(left)
    for possible in right:
        if not any(
            possible is other or (possible.worth is other.worth and possible.origin == other.origin) for other in found
        ):
            found.append(possible)
    if len(found) > _MOST_POSSIBLE:
        return (Possible(UNKNOWN, found[0].origin),)
    return tuple(found)


def merge(paths: Iterable[Namespace]) -> Namespace:
    """What is bound after one of several paths."""
    first, *others = paths
    result = first.copy()
    for other in others:
        for name in {*result.names, *other.names}:
            left = result.names.get(name, NOT_BOUND)
            right = other.names.get(name, NOT_BOUND)
            if left is not right:
                result.names[name] = joined(left, right)
        result.open = result.open or other.open
        result.volatile |= other.volatile
        result.classes = {**other.classes, **result.classes}
    return result


def narrow(namespace: Namespace, test: ast.expr, *, outcome: bool) -> None:
    """Leave out the values that a name cannot have where a test (``X``, ``not X``, ``X is None``, ``X and Y``) came out so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        narrow(namespace, test.operand, outcome=not outcome)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is outcome:
        for part in test.values:
            narrow(namespace, part, outcome=outcome)
    elif isinstance(test, ast.Name):
        _keep(namespace, test.id, lambda worth: worth.truth is not (not outcome))
    elif isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and _is_none_test(test):
        is_none = isinstance(test.ops[0], ast.Is) is outcome
        _keep(namespace, test.left.id, lambda worth: not worth.known or (worth.constant is None) is is_none)


def _is_none_test(test: ast.Compare) -> bool:
    other = test.comparators[0]
    return (
        len(test.ops) == 1
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and isinstance(other, ast.Constant)
        and other.value is None
    )


def _keep(namespace: Namespace, name: str, wanted: Callable[[Worth], bool]) -> None:
    kept: list[Possible] = []
    for possible in namespace.names.get(name, ()):
        worths = [] if possible.worth is None else list(possible.worth.alternatives())
        left = [worth for worth in worths if wanted(worth)]
        if len(left) == len(worths):
            kept.append(possible)
        elif left:
            kept.append(Possible(either(*left), possible.origin))
    if kept:
        namespace.names[name] = tuple(kept)

"""Lists, tuples, sets and dicts: their known items, and the results of their operators and methods."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flake8_session_expiry.values.call import Call
from flake8_session_expiry.values.value import (
    MOST_ITEMS,
    UNKNOWN,
    UNSET,
    Kind,
    Source,
    Value,
    constant,
    same,
)

READING: Final = frozenset(
    {"get", "items", "keys", "values", "copy", "index", "count", "split", "strip", "lower", "upper"}
)
"""Methods that change nothing."""


def container(
    items: tuple[Value, ...], *, complete: bool = True, of: Callable[[Iterable[Any]], object] = list
) -> Value:
    """
    A list, tuple or set; its ``constant`` is ``of`` the constants of its elements, if all are known and it is
    ``complete``.

    A container that is too long is not known.
    """
    if len(items) > MOST_ITEMS:
        items, complete = items[:MOST_ITEMS], False
    size = _size(items)
    known = complete and size <= MOST_ITEMS and all(item.known for item in items)
    found = of(item.constant for item in items) if known else UNSET
    return Value(Kind.CONTAINER, constant=found, items=items, complete=complete, size=size)


def mapping(found: Mapping[str, Value], *, complete: bool = True) -> Value:
    """A dict with string keys; its ``constant`` is a dict if everything in it is known."""
    size = _size(found.values())
    known = complete and size <= MOST_ITEMS and all(value.known for value in found.values())
    constants = {key: value.constant for key, value in found.items()} if known else UNSET
    return Value(
        Kind.CONTAINER, constant=constants, mapping=MappingProxyType(dict(found)), complete=complete, size=size
    )


def _size(parts: Iterable[Value]) -> int:
    return min(1 + sum(part.size for part in parts), MOST_ITEMS + 1)


def calculated(operation: ast.operator, left: Value, right: Value) -> Value:
    """``left + right``, ``left | right``, ``left * 2`` where one of them is a container."""
    if isinstance(operation, ast.Add):
        return _added(left, right)
    if isinstance(operation, ast.BitOr) and left.mapping is not None and right.mapping is not None:
        return mapping({**left.mapping, **right.mapping}, complete=left.complete and right.complete)
    if isinstance(operation, ast.Mult) or (isinstance(operation, (ast.BitOr, ast.Sub)) and left.kind is right.kind):
        return Value(Kind.CONTAINER)
    if isinstance(operation, ast.Mod) and left.kind in {Kind.STRING, Kind.BYTES}:
        return Value(left.kind, source=left.source, variable=left.variable)
    return UNKNOWN


def _added(left: Value, right: Value) -> Value:
    if (
        left.known
        and right.known
        and (type(left.constant) is not type(right.constant) or isinstance(left.constant, (set, dict)))
    ):
        raise TypeError(f"{type(left.constant)} + {type(right.constant)}")
    of = tuple if isinstance(left.constant, tuple) or isinstance(right.constant, tuple) else list
    if left.items is not None and right.items is not None:
        return container(left.items + right.items, complete=left.complete and right.complete, of=of)
    if {left.kind, right.kind} <= {Kind.CONTAINER, Kind.UNKNOWN}:
        return container((left.items or ()) + (right.items or ()), complete=False)
    return UNKNOWN


def item(owner: Value, key: Value) -> Value:
    """``owner[key]``; raises a LookupError if it certainly does not exist."""
    if owner.mapping is not None and isinstance(key.constant, str):
        return owner.mapping[key.constant] if owner.complete else owner.mapping.get(key.constant, UNKNOWN)
    if (
        owner.items is not None
        and owner.complete
        and isinstance(key.constant, int)
        and not isinstance(owner.constant, set)
    ):
        return owner.items[key.constant]
    return UNKNOWN


def opened(value: Value) -> Value:
    """
    What is known of a list, set or dict that may have been changed: how many elements it had, not which.

    A tuple is unchanged. An empty list may no longer be empty.
    """
    if any(branch.kind is Kind.CONTAINER for branch in value.branches):
        return value.replaced(constant=UNSET, branches=tuple(opened(branch) for branch in value.branches))
    if value.kind is not Kind.CONTAINER or isinstance(value.constant, tuple):
        return value
    if value.mapping is not None:
        return value.replaced(
            constant=UNSET, complete=False, mapping=MappingProxyType(dict.fromkeys(value.mapping, UNKNOWN))
        )
    items = None if value.items is None else (UNKNOWN,) * len(value.items)
    return value.replaced(constant=UNSET, complete=False, items=items)


# -- methods as expressions --------------------------------------------------------------------------------------------


def _get(call: Call) -> Value:
    """``mapping.get(key, default)``."""
    owner, key, default = call.owner, call.argument(0), call.argument(1)
    if owner.mapping is None or key is None or not isinstance(key.constant, str):
        return UNKNOWN
    if key.constant in owner.mapping:
        return owner.mapping[key.constant].given_to(call.node)
    return (constant(None) if default is None else default) if owner.complete else UNKNOWN


def _copy(call: Call) -> Value:
    return call.owner.replaced(expr=None, origin=None)


METHODS: Final[Mapping[str, Callable[[Call], Value]]] = MappingProxyType({"get": _get, "copy": _copy})


# -- methods as statements ---------------------------------------------------------------------------------------------


def after_method(old: Value, method: str, arguments: list[Value], *, plain: bool) -> Value:
    """
    A value after a method that changes it: ``x.append(...)`` as a statement.

    ``plain`` is True for a call without keywords.
    """
    if method in READING or old.kind is Kind.STRING:
        return old
    changed = None
    if plain and old.items is not None:
        changed = _list_after(old, old.items, method, arguments)
    elif plain and old.mapping is not None and method == "update" and len(arguments) == 1:
        changed = calculated(ast.BitOr(), old, arguments[0]) if arguments[0].mapping is not None else None
    if changed is not None:
        return changed
    if old.items is not None:
        return container(old.items, complete=False)
    return constant(old.constant) if old.known and old.kind is not Kind.CONTAINER else UNKNOWN


def _list_after(old: Value, items: tuple[Value, ...], method: str, arguments: list[Value]) -> Value | None:
    first = arguments[0] if arguments else UNKNOWN
    if method == "append" and len(arguments) == 1:
        return container((*items, first), complete=old.complete)
    if method == "extend" and len(arguments) == 1 and first.items is not None:
        return container((*items, *first.items), complete=old.complete and first.complete)
    if method == "insert" and len(arguments) == 2 and isinstance(first.constant, int) and old.complete:
        changed = list(items)
        changed.insert(first.constant, arguments[1])
        return container(tuple(changed))
    if method == "remove" and len(arguments) == 1 and old.complete and first.known:
        position = next((i for i, each in enumerate(items) if same(each, first)), None)
        if position is not None:
            return container(tuple(items[:position] + items[position + 1 :]))
    return None


def unlisted(source: Source, variable: str | None = None) -> Value:
    """A container of which no element is known."""
    return Value(Kind.CONTAINER, items=(), complete=False, source=source, variable=variable)

"""The result of a function of values that may each be one of several."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Final

from flake8_session_expiry.values.value import FAILURES, MOST_NAMES, SEVERAL, UNSET, Value, either

MOST_COMBINATIONS: Final = 64
"""Combinations of the alternatives of operands: ``(a if x else b) * (c if y else d)`` has four."""


def of_alternatives(function: Callable[..., Value], *values: Value) -> Value:
    """
    ``function`` of each combination of alternatives; those with which it raises are left out. Raises if it raises with
    all.

    The alternatives of one name are not combined with each other: ``(x if DEBUG else y) / (z if DEBUG else 1)`` may
    have four results, but ``x - x`` is always 0. Where two operands depend on one name, and where there are too many
    combinations, only their kinds are used.
    """
    if not any(value.branches for value in values):
        return function(*values)
    every = [tuple(value.alternatives()) for value in values]
    if math.prod(map(len, every)) > MOST_COMBINATIONS or _are_connected(values):
        every = [(_blurred(value),) for value in values]
    found: list[Value] = []
    failure: Exception | None = None
    for operands in product(*every):
        try:
            found.append(function(*operands))
        except FAILURES as error:
            failure = error
    if failure is not None and not found:
        raise failure
    return either(*(value.replaced(origin=SEVERAL) if value.expr is None else value for value in found))


def _are_connected(values: tuple[Value, ...]) -> bool:
    seen: set[str] = set()
    for value in values:
        if value.branches and (not seen.isdisjoint(value.names) or len(value.names) >= MOST_NAMES):
            return True
        seen.update(value.names if value.branches else ())
    return False


def _blurred(value: Value) -> Value:
    """The same value without its alternatives and constant."""
    return value.replaced(constant=UNSET, seconds=None, branches=()) if value.branches else value

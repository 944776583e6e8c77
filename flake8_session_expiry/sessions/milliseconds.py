"""Lifetimes that were written in milliseconds: how to tell, and how to write them in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.statements import Statements, length_from_now, own_names
from flake8_session_expiry.sessions.values import NUMERIC, Kind, Value
from flake8_session_expiry.text.durations import StatedDuration
from flake8_session_expiry.text.identifiers import says_milliseconds

At: TypeAlias = Callable[[cst.BaseExpression], Value]

# 60 seconds or minutes; a count of days is another thing: 24 * 60 * 60 * 1000 may well be a thousand days.
_MINUTES = frozenset({60, 3600})
_DAYS = frozenset({24, 1440, 86400})


@dataclass(frozen=True)
class Milliseconds:
    """Why a value counts as milliseconds: a comment or name states what a thousandth of it is, or its ``name`` or factors tell."""

    stated: StatedDuration | None = None
    name: str | None = None


def milliseconds(at: At, value: Value, statements: Statements) -> Milliseconds | None:
    """Why a value was meant in milliseconds, or None. ``statements`` are those about the value, ``at`` evaluates."""
    seconds = length_from_now(value)
    if seconds is not None:
        if seconds < 1000 or statements.agree_with(seconds):
            return None
        for stated in statements.durations:
            if stated.means(seconds / 1000):
                return Milliseconds(stated)
    if value.kind not in NUMERIC | {Kind.UNKNOWN, Kind.SETTING}:
        return None
    for name in own_names(value):
        if says_milliseconds(name):
            return Milliseconds(name=name)
    return Milliseconds() if _is_product_of_milliseconds(at, value.written_as) else None


def _is_product_of_milliseconds(at: At, node: cst.BaseExpression) -> bool:
    factors = [at(factor).constant for factor in _factors(_unwrapped(node))]
    known = {factor for factor in factors if isinstance(factor, (int, float)) and not isinstance(factor, bool)}
    return 1000 in known and bool(known & _MINUTES) and not known & _DAYS


def _unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """``x`` of ``int(x)``."""
    if isinstance(node, cst.Call) and dotted(node.func) in {"int", "float", "round"} and len(node.args) == 1:
        return node.args[0].value
    return node


def _factors(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def divided_by_1000(node: cst.BaseExpression) -> Replace | None:
    """
    How to write an expression in seconds: a product loses its factor 1000, a plain figure is divided. None where neither can be done.

    The edit may be of a part of the expression.
    """
    node = _unwrapped(node)
    if isinstance(node, cst.Integer):
        figure, rest = divmod(node.evaluated_value, 1000)
        text = f"{figure:_}" if "_" in node.value and figure > 9999 else str(figure)
        return None if rest or not figure else Replace(node, text)
    if sum(_is_1000(factor) for factor in _factors(node)) != 1:
        return None
    return _without_1000(node)


def _without_1000(node: cst.BaseExpression) -> Replace | None:
    if not isinstance(node, cst.BinaryOperation):
        return None
    if _is_1000(node.right):
        return Replace(node, node.left)
    if _is_1000(node.left):
        return Replace(node, node.right)
    return _without_1000(node.left) or _without_1000(node.right)


def _is_1000(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Integer) and node.evaluated_value == 1000

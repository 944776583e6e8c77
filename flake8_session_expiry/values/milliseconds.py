"""Whether a lifetime was written in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.text.durations import (
    StatedDuration,
    duration_in_comment,
    is_heading,
    says_in_milliseconds,
)
from flake8_session_expiry.text.identifiers import says_milliseconds
from flake8_session_expiry.values.occurrence import At, Occurrence
from flake8_session_expiry.values.stated import (
    Stated,
    comments_of_value,
    length_from_now,
    own_names,
    statements_about,
)
from flake8_session_expiry.values.value import NUMERIC, Kind

# Factors of minutes and hours. Not of days: 24 * 60 * 60 * 1000 may be a thousand days.
_MINUTES = frozenset({60, 3600})
_DAYS = frozenset({24, 1440, 86400})


@dataclass(frozen=True)
class Milliseconds:
    """
    The reason why a value is in milliseconds: a comment or name states a thousandth of it, its ``name`` says so, or its
    factors do.
    """

    stated: StatedDuration | None = None
    name: str | None = None


def milliseconds(at: At, value: Occurrence, statements: Stated) -> Milliseconds | None:
    """
    The reason why a value is in milliseconds, or None. ``statements`` are those about the value; ``at`` evaluates an
    expression.
    """
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


def is_beyond_doubt(source: SourceFile, value: Occurrence, reason: Milliseconds) -> bool:
    """
    Whether a comment or name states the duration in seconds, and no other one beside the value can mean another length.

    Doubtful are a second duration, a comment that says more than a heading ("so basically forever"), and one that
    becomes untrue when the figure is divided ("1 hour in milliseconds").
    """
    if reason.stated is None or value.seconds is None:
        return False
    seconds = value.seconds / 1000
    if not all(stated.means(seconds) for stated in statements_about(source, value).durations):
        return False
    return all(
        is_heading(comment) or (duration_in_comment(comment) is not None and not says_in_milliseconds(comment))
        for comment in comments_of_value(source, value)
    )


def _is_product_of_milliseconds(at: At, node: cst.BaseExpression) -> bool:
    constants = [at(factor).constant for factor in factors(unwrapped(node))]
    known = {factor for factor in constants if isinstance(factor, (int, float)) and not isinstance(factor, bool)}
    return 1000 in known and bool(known & _MINUTES) and not known & _DAYS


def unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """``x`` of ``int(x)``."""
    if isinstance(node, cst.Call) and dotted(node.func) in {"int", "float", "round"} and len(node.args) == 1:
        return node.args[0].value
    return node


def factors(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The factors of a product, or the expression itself."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        yield from factors(node.left)
        yield from factors(node.right)
    else:
        yield node

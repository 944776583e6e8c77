"""Operators on values: ``a + b``, ``-a``, ``not a``, ``a < b``. Raises where Python raises."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from flake8_session_expiry.values import containers
from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.value import (
    LONGEST_TEXT,
    NUMERIC,
    TIMESTAMP,
    UNKNOWN,
    Kind,
    Source,
    Value,
    constant,
    either,
    joined_names,
    joined_variable,
    made_of,
    same,
)

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
    }
)
_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.In: lambda left, right: left in right,
        ast.NotIn: lambda left, right: left not in right,
    }
)
SHORTEST_TIMESTAMP: Final = 1_700_000_000
"""Seconds since 1970 at the end of 2023: the current time is later."""
_LARGEST_EXPONENT: Final = 64
_LARGEST_BASE: Final = 10**6
_LONG_FORMAT: Final = re.compile(rb"%[^a-zA-Z%]*(?:\d{4}|\*)")
_TEXTS: Final = frozenset({Kind.STRING, Kind.BYTES})
_BITS: Final = (ast.BitAnd, ast.BitOr, ast.BitXor)
_SHIFTS: Final = (ast.LShift, ast.RShift)
_DROPPED: Final = NUMERIC | {
    Kind.TIMEDELTA,
    Kind.DATETIME,
    Kind.DATE,
    Kind.TIME,
    Kind.STRING,
    Kind.BYTES,
    Kind.DECIMAL,
    Kind.SETTING,
}


def calculated(operation: ast.operator, left: Value, right: Value) -> Value:
    """``left + right`` and other operators. Raises what Python raises."""
    return of_alternatives(partial(_calculated, operation), left, right)


def _calculated(operation: ast.operator, left: Value, right: Value) -> Value:
    if Kind.CONTAINER in {left.kind, right.kind}:
        return containers.calculated(operation, left, right)
    if Kind.DATETIME in {left.kind, right.kind}:
        return _moved(operation, left, right)
    if left.known and right.known and _is_quick(operation, left.constant, right.constant):
        return made_of(constant(_BINARY[type(operation)](left.constant, right.constant)), left, right)
    result = Value(_kind_of_result(operation, left.kind, right.kind), maker=_timestamp(operation, left, right))
    return made_of(result, left, right)


def _is_quick(operation: ast.operator, left: Any, right: Any) -> bool:
    """Whether a result is short enough to be computed: not ``10 ** 10 ** 10`` or ``"x" * 10 ** 9``."""
    if isinstance(operation, ast.Pow):
        small = isinstance(right, int) and 0 <= right <= _LARGEST_EXPONENT
        return small and isinstance(left, (int, float)) and abs(left) <= _LARGEST_BASE
    if isinstance(operation, ast.Mult):
        for text, count in ((left, right), (right, left)):
            if isinstance(text, (str, bytes)):
                return not isinstance(count, int) or len(text) * count <= LONGEST_TEXT
    if isinstance(operation, ast.Mod) and isinstance(left, (str, bytes)):
        # "%100000d" % x makes a long text of a short one.
        return _LONG_FORMAT.search(left.encode() if isinstance(left, str) else left) is None
    return type(operation) in _BINARY


def _kind_of_result(operation: ast.operator, left: Kind, right: Kind) -> Kind:
    kinds = {left, right}
    if not _TEXTS.isdisjoint(kinds):
        return _kind_of_text(operation, left, right)
    if Kind.TIMEDELTA in kinds:
        return _kind_of_delta(operation, left, right)
    if Kind.DATE in kinds and isinstance(operation, (ast.Add, ast.Sub)):
        return Kind.TIMEDELTA if left is right and isinstance(operation, ast.Sub) else Kind.UNKNOWN
    if Kind.DECIMAL in kinds and kinds <= {Kind.DECIMAL, Kind.INT, Kind.BOOL}:
        return Kind.DECIMAL
    return _kind_of_number(operation, kinds) if kinds <= NUMERIC else Kind.UNKNOWN


def _kind_of_number(operation: ast.operator, kinds: set[Kind]) -> Kind:
    if isinstance(operation, _BITS + _SHIFTS):
        both = kinds == {Kind.BOOL} and isinstance(operation, _BITS)
        return Kind.BOOL if both else Kind.INT if kinds <= {Kind.INT, Kind.BOOL} else Kind.UNKNOWN
    if isinstance(operation, ast.MatMult):
        return Kind.UNKNOWN
    if isinstance(operation, ast.Pow):
        return Kind.NUMBER  # 2 ** -1 is a float
    if isinstance(operation, ast.Div) or Kind.FLOAT in kinds:
        return Kind.FLOAT
    return Kind.NUMBER if Kind.NUMBER in kinds else Kind.INT


def _kind_of_text(operation: ast.operator, left: Kind, right: Kind) -> Kind:
    """The kind of an operation on a text and something else, if Python has one."""
    text = left if left in _TEXTS else right
    other = right if left in _TEXTS else left
    if isinstance(operation, ast.Mod):
        # The left side of ``%`` with a text is a text; the kind of the right side does not matter.
        return text if left in _TEXTS or left is Kind.UNKNOWN else Kind.UNKNOWN
    if isinstance(operation, ast.Add):
        return text if other in {text, Kind.UNKNOWN} else Kind.UNKNOWN
    repeated = isinstance(operation, ast.Mult) and other in {Kind.INT, Kind.BOOL, Kind.NUMBER, Kind.UNKNOWN}
    return text if repeated else Kind.UNKNOWN


def _kind_of_delta(operation: ast.operator, left: Kind, right: Kind) -> Kind:
    """The kind of an operation on a timedelta and something else, which it may depend on."""
    if left is right:
        kinds = {ast.Add: Kind.TIMEDELTA, ast.Sub: Kind.TIMEDELTA, ast.Mod: Kind.TIMEDELTA, ast.Div: Kind.FLOAT}
        return Kind.INT if isinstance(operation, ast.FloorDiv) else kinds.get(type(operation), Kind.UNKNOWN)
    other = right if left is Kind.TIMEDELTA else left
    if other is Kind.DATE:
        is_moved = isinstance(operation, ast.Add) or (isinstance(operation, ast.Sub) and right is Kind.TIMEDELTA)
        return Kind.DATE if is_moved else Kind.UNKNOWN
    if isinstance(operation, ast.Mult):
        return Kind.TIMEDELTA if other in NUMERIC | {Kind.UNKNOWN, Kind.SETTING} else Kind.UNKNOWN
    divided = isinstance(operation, (ast.Div, ast.FloorDiv)) and left is Kind.TIMEDELTA and other in NUMERIC
    return Kind.TIMEDELTA if divided else Kind.UNKNOWN


def _moved(operation: ast.operator, left: Value, right: Value) -> Value:
    """A datetime plus or minus something."""
    if right.kind is Kind.DATETIME and isinstance(operation, ast.Sub):
        # A datetime can be subtracted only from a datetime: ``end - datetime.now()`` is a timedelta, whatever the name
        # ``end`` is.
        return Value(Kind.TIMEDELTA if left.kind in {Kind.DATETIME, Kind.UNKNOWN} else Kind.UNKNOWN)
    if left.kind is right.kind or not isinstance(operation, (ast.Add, ast.Sub)):
        return UNKNOWN
    moment, delta = (left, right) if left.kind is Kind.DATETIME else (right, left)
    # An unknown value may be a datetime, and a datetime minus a datetime is a timedelta.
    deltas = {Kind.TIMEDELTA} if isinstance(operation, ast.Sub) else {Kind.TIMEDELTA, Kind.UNKNOWN, Kind.SETTING}
    if delta.kind not in deltas:
        return UNKNOWN
    sign = -1 if isinstance(operation, ast.Sub) else 1
    seconds = None
    if moment.seconds is not None and delta.kind is Kind.TIMEDELTA and delta.seconds is not None:
        seconds = moment.seconds + sign * delta.seconds
    return Value(
        Kind.DATETIME, seconds=seconds, aware=moment.aware, maker=moment.maker, source=moment.source,
        names=joined_names(moment, delta),
    )  # fmt: skip


def _timestamp(operation: ast.operator, left: Value, right: Value) -> str | None:
    """
    The maker of the result, if it is still a timestamp: after adding something to one, or subtracting a known length.
    """
    if isinstance(operation, ast.Sub):
        is_length = right.seconds is not None and abs(right.seconds) < SHORTEST_TIMESTAMP / 2
        return left.maker if left.maker == TIMESTAMP and is_length else None
    makers = [value.maker for value in (left, right) if value.maker == TIMESTAMP]
    others = [value.kind in NUMERIC | {Kind.SETTING} for value in (left, right) if value.maker != TIMESTAMP]
    return TIMESTAMP if isinstance(operation, ast.Add) and makers and all(others) else None


# -- one operand -------------------------------------------------------------------------------------------------------


def signed(operation: ast.unaryop, value: Value) -> Value:
    """``-value``, ``+value``, ``~value``. Raises what Python raises."""
    return of_alternatives(partial(_signed, operation), value)


def _signed(operation: ast.unaryop, value: Value) -> Value:
    change: Callable[[Any], Any] = (
        operator.neg
        if isinstance(operation, ast.USub)
        else operator.pos
        if isinstance(operation, ast.UAdd)
        else operator.invert
    )
    if value.known:
        return made_of(constant(change(value.constant)), value)
    if value.kind not in NUMERIC | {Kind.TIMEDELTA} or (change is operator.invert and value.kind is not Kind.INT):
        return UNKNOWN
    kind = Kind.INT if value.kind is Kind.BOOL else value.kind
    return made_of(Value(kind, seconds=None if value.seconds is None else change(value.seconds)), value)


def negated(value: Value) -> Value:
    """``not value``."""
    if value.truth is not None:
        return constant(not value.truth)
    return of_alternatives(lambda branch: truth_value(branch, negate=True), value)


def truth_value(value: Value, *, negate: bool = False) -> Value:
    """``bool(value)``, or ``not value``: one of two values, so it is not a length that the visitor chooses."""
    truth = value.truth
    return _decision(value) if truth is None else constant(truth is not negate)


def _decision(*values: Value) -> Value:
    """A bool that depends on ``values``; its source is the environment if one of theirs is."""
    variable = joined_variable(*values)
    return Value(Kind.BOOL, source=Source.CODE if variable is None else Source.ENVIRONMENT, variable=variable)


# -- comparisons -------------------------------------------------------------------------------------------------------


def compared(operations: list[ast.cmpop], values: list[Value]) -> Value:
    """``a < b``, ``a < b < c``: ``operations`` are those between ``values``. Raises what Python raises."""
    steps = zip(operations, values, values[1:], strict=False)
    found = [of_alternatives(partial(_compared, operation), left, right) for operation, left, right in steps]
    if len(found) == 1:
        return found[0]
    truths = {value.truth for value in found}
    if False in truths:
        return constant(False)
    return constant(True) if truths == {True} else _decision(*found)


def _compared(operation: ast.cmpop, left: Value, right: Value) -> Value:
    if isinstance(operation, (ast.Is, ast.IsNot)):
        return _identified(operation, left, right)
    if isinstance(operation, (ast.In, ast.NotIn)):
        return _contained(operation, left, right)
    if left.known and right.known:
        return constant(bool(_COMPARE[type(operation)](left.constant, right.constant)))
    return _decision(left, right)


def _identified(operation: ast.Is | ast.IsNot, left: Value, right: Value) -> Value:
    """``a is None``; not known for two equal numbers or texts, which may be one object or two."""
    are_told = left.known and right.known and not {left.kind, right.kind}.isdisjoint({Kind.NONE, Kind.BOOL})
    if not are_told:
        return _decision(left, right)
    return constant((left.constant is right.constant) is isinstance(operation, ast.Is))


def _contained(operation: ast.In | ast.NotIn, left: Value, right: Value) -> Value:
    """``a in b``."""
    if right.imported == "os.environ":
        variable = left.constant if isinstance(left.constant, str) else ""
        return Value(Kind.BOOL, source=Source.ENVIRONMENT, variable=variable)
    is_in = isinstance(operation, ast.In)
    if left.known and any(_equals(item, left) for item in right.items or ()):
        return constant(is_in)
    if left.known and right.mapping is not None and right.complete:
        return constant((left.constant in right.mapping) is is_in)
    if left.known and right.known:
        return constant(bool(_COMPARE[type(operation)](left.constant, right.constant)))
    return _decision(left, right)


def _equals(item: Value, other: Value) -> bool:
    return same(item, other) or (item.known and bool(item.constant == other.constant))


def first_of(values: list[Value], *, stops: bool) -> Value:
    """
    ``a or b or c`` (which stops at the first true value), ``a and b and c`` (at the first false one).

    Of an unknown left side only its kind as a text of the visitor or the environment is kept, not the data that it is
    made of: the right side may be a bound.
    """
    possible: list[Value] = []
    *before, last = values
    for value in before:
        for branch in value.alternatives():
            if branch.truth is not (not stops):
                possible.append(_left(branch, stops=stops))
        if value.truth is stops:
            return either(*possible)
    return either(*possible, last)


def _left(value: Value, *, stops: bool) -> Value:
    is_text = value.kind is Kind.STRING and value.source in {Source.ENVIRONMENT, Source.REQUEST}
    is_told = value.imported is not None or value.members is not None
    if value.known or value.unread or (value.kind not in _DROPPED and (value.kind is not Kind.UNKNOWN or is_told)):
        return value
    if is_text and stops:
        return value.replaced(expr=None)
    if value.variable is None:
        return UNKNOWN
    return Value(value.kind if stops else Kind.UNKNOWN, source=Source.ENVIRONMENT, variable=value.variable)

"""What an expression is worth as an expiry or a setting: its kind, its seconds, and where it comes from."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import libcst as cst

from flake8_session_expiry.semantic.symbols import Binding, SymbolTable, dotted
from flake8_session_expiry.sessions import sources
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, TIMESTAMP, UNSET, Kind, Source

_OPERATORS: Final[Mapping[type[cst.BaseBinaryOp], Callable[..., object]]] = MappingProxyType(
    {
        cst.Add: operator.add,
        cst.Subtract: operator.sub,
        cst.Multiply: operator.mul,
        cst.Divide: operator.truediv,
        cst.FloorDivide: operator.floordiv,
        cst.Modulo: operator.mod,
    }
)
_KINDS_OF_CONSTANTS: Final[tuple[tuple[type, Kind], ...]] = (
    (bool, Kind.BOOL),
    (int, Kind.INT),
    (float, Kind.FLOAT),
    (str, Kind.STRING),
    (bytes, Kind.BYTES),
    (timedelta, Kind.TIMEDELTA),
)
SHORTEST_TIMESTAMP: Final = 1_700_000_000
"""Seconds since 1970 at the end of 2023: no clock that runs this code shows less."""
_LARGEST_POWER = 64
_DEEPEST = 25
_MOST_STEPS = 1000
"""In one expression, with all names in it followed: a = b + b, b = c + c ... doubles them each time."""


class Evaluator:
    """Evaluates expressions of one module; never runs any of its code."""

    def __init__(self, symbols: SymbolTable, types: Inference, here: Position) -> None:
        self.symbols = symbols
        self.types = types
        self._here = here
        self._depth = 0
        self._steps = 0

    def evaluate(self, node: cst.BaseExpression) -> Occurrence:
        """What ``node`` is worth where the walk stands now. Never raises; what cannot be told is UNKNOWN."""
        self._steps = self._steps + 1 if self._depth else 0
        if self._depth > _DEEPEST or self._steps > _MOST_STEPS:
            return Occurrence(node, node)
        self._depth += 1
        try:
            return self._evaluate(node)
        except (ArithmeticError, ValueError, TypeError):
            return Occurrence(node, node)
        finally:
            self._depth -= 1

    def _evaluate(self, node: cst.BaseExpression) -> Occurrence:
        handler = _HANDLERS.get(type(node))
        return Occurrence(node, node) if handler is None else handler(self, node)

    def constant(self, node: cst.BaseExpression, value: object, source: Source = Source.CODE) -> Occurrence:
        """A fully known value."""
        if value is None:
            return Occurrence(node, node, Kind.NONE, None, source=source)
        kind = next(kind for type_, kind in _KINDS_OF_CONSTANTS if isinstance(value, type_))
        seconds = None
        if isinstance(value, (int, float)):
            seconds = float(value) if abs(value) < 1e300 else math.copysign(math.inf, value)
        elif isinstance(value, timedelta):
            seconds = value.total_seconds()
        return Occurrence(node, node, kind, value, seconds, source)

    # -- literals ------------------------------------------------------------------------------------------------------

    def number(self, node: cst.Integer | cst.Float) -> Occurrence:
        """``600``, ``1e3``."""
        return self.constant(node, node.evaluated_value)

    def string(self, node: cst.SimpleString | cst.ConcatenatedString) -> Occurrence:
        """A str or bytes literal; with an f-string in it, a str that is not known."""
        value = node.evaluated_value
        return Occurrence(node, node, Kind.STRING) if value is None else self.constant(node, value)

    def formatted(self, node: cst.FormattedString) -> Occurrence:
        """An f-string."""
        return Occurrence(node, node, Kind.STRING)

    def container(self, node: cst.List | cst.Tuple | cst.Set | cst.Dict) -> Occurrence:
        """A list, tuple, set or dict; known is its length."""
        starred = any(isinstance(element, (cst.StarredElement, cst.StarredDictElement)) for element in node.elements)
        return Occurrence(node, node, Kind.CONTAINER, UNSET if starred else len(node.elements))

    def function(self, node: cst.Lambda) -> Occurrence:
        """A lambda."""
        return Occurrence(node, node, Kind.FUNCTION)

    # -- names ---------------------------------------------------------------------------------------------------------

    def name(self, node: cst.Name) -> Occurrence:
        """A name: a singleton, or what its one binding gives it."""
        if node.value in {"True", "False", "None"}:
            return self.constant(node, {"True": True, "False": False, "None": None}[node.value])
        qualified = self.types.qualified(node)
        if qualified is not None:
            return sources.named(self, node, qualified)
        binding = self.symbols.reaching(node)
        if binding is None:
            return Occurrence(node, node)
        return self.followed(node, node.value, binding)

    def followed(self, node: cst.BaseExpression, name: str, binding: Binding) -> Occurrence:
        """The value of a name's binding, said of the name."""
        if isinstance(binding.node, cst.FunctionDef):
            return Occurrence(node, node, Kind.FUNCTION, names=(name,), binding=binding)
        if binding.value is None:
            return Occurrence(node, node, names=(name,), binding=binding)
        value = self.evaluate(binding.value)
        branches = tuple(branch.chosen_by(node) for branch in value.branches)
        return replace(
            value, node=node, names=(name, *value.names), binding=value.binding or binding, branches=branches
        )

    def attribute(self, node: cst.Attribute) -> Occurrence:
        """``settings.X``, ``sys.maxsize``, ``self.timeout``, ``delta.days``."""
        qualified = self.types.qualified(node)
        if qualified is not None:
            return sources.named(self, node, qualified)
        if (binding := self._class_binding(node)) is not None:
            return self.followed(node, node.attr.value, binding)
        if node.attr.value in {"seconds", "days"}:
            owner = self.evaluate(node.value)
            if isinstance(owner.constant, timedelta):
                return replace(
                    self.constant(node, getattr(owner.constant, node.attr.value)),
                    names=owner.names,
                    binding=owner.binding,
                )
            if owner.kind is Kind.TIMEDELTA:
                return Occurrence(node, node, Kind.INT, names=owner.names, binding=owner.binding)
        return Occurrence(node, node)

    def _class_binding(self, node: cst.Attribute) -> Binding | None:
        symbols, owner = self.symbols, dotted(node.value)
        body: cst.ClassDef | None = None
        if owner in {"self", "cls"} and self._here.class_ is not None:
            body = self._here.class_.node
        elif owner and "." not in owner:
            found = symbols.bindings_of(symbols.tree.module, owner)
            if len(found) == 1 and isinstance(found[0].node, cst.ClassDef):
                body = found[0].node
        if body is None or node.attr.value in symbols.names_assigned:
            return None
        bindings = symbols.bindings_of(body, node.attr.value)
        return bindings[0] if len(bindings) == 1 and bindings[0].value is not None else None

    # -- operations ----------------------------------------------------------------------------------------------------

    def unary(self, node: cst.UnaryOperation) -> Occurrence:
        """``-x``, ``+x``, ``not x``."""
        if isinstance(node.operator, cst.Not):
            return Occurrence(node, node, Kind.BOOL)
        inner = self.evaluate(node.expression)
        if isinstance(node.operator, cst.BitInvert) or inner.kind not in NUMERIC | {Kind.TIMEDELTA}:
            return Occurrence(node, node)
        if not inner.known:
            return replace(inner, node=node, origin=node, maker=None)
        assert isinstance(inner.constant, (int, float, timedelta))
        result = -inner.constant if isinstance(node.operator, cst.Minus) else +inner.constant
        return replace(self.constant(node, result), names=inner.names, binding=inner.binding, source=inner.source)

    def comparison(self, node: cst.Comparison) -> Occurrence:
        """``a == b``."""
        return Occurrence(node, node, Kind.BOOL)

    def conditional(self, node: cst.IfExp) -> Occurrence:
        """``a if test else b``: both branches count."""
        return Occurrence(node, node, branches=(self.evaluate(node.body), self.evaluate(node.orelse)))

    def boolean(self, node: cst.BooleanOperation) -> Occurrence:
        """``a or b``, ``a and b``: the right side, and the left one of ``or`` where it is a constant or a text from outside."""
        right = self.evaluate(node.right)
        left = self.evaluate(node.left)
        if isinstance(node.operator, cst.Or) and left.known and left.constant:
            return replace(left, node=node)
        if isinstance(node.operator, cst.Or):
            texts = [value for value in left.alternatives() if _is_text_from_outside(value)]
            return Occurrence(
                node, node, branches=(*(replace(text, node=node) for text in texts), Occurrence(node, node), right)
            )
        return Occurrence(node, node, branches=(Occurrence(node, node), right))

    def binary(self, node: cst.BinaryOperation) -> Occurrence:
        """Arithmetic of numbers, timedeltas and datetimes."""
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        names = left.names + right.names
        source = _joined(left.source, right.source)
        if left.kind is Kind.STRING and isinstance(node.operator, (cst.Modulo, cst.Add)):
            return Occurrence(node, node, Kind.STRING, names=names, source=source)
        if Kind.DATETIME in {left.kind, right.kind}:
            return self._moved(node, left, right)
        if left.known and right.known and {left.kind, right.kind} <= NUMERIC | {Kind.TIMEDELTA}:
            result = _calculate(node.operator, left.constant, right.constant)
            if result is not UNSET:
                return replace(
                    self.constant(node, result), names=names, source=source, binding=left.binding or right.binding
                )
        kind = _arithmetic_kind(node.operator, left.kind, right.kind)
        return Occurrence(node, node, kind, names=names, source=source, maker=_timestamp(node.operator, left, right))

    def _moved(self, node: cst.BinaryOperation, left: Occurrence, right: Occurrence) -> Occurrence:
        if right.kind is Kind.DATETIME and isinstance(node.operator, cst.Subtract):
            # From nothing but a moment can a moment be taken away: ``end - datetime.now()`` is a timedelta, whatever ``end`` is called.
            return Occurrence(
                node, node, Kind.TIMEDELTA if left.kind in {Kind.DATETIME, Kind.UNKNOWN} else Kind.UNKNOWN
            )
        if left.kind is Kind.DATETIME and right.kind is Kind.DATETIME:
            return Occurrence(node, node)
        moment, delta = (left, right) if left.kind is Kind.DATETIME else (right, left)
        sign = -1 if isinstance(node.operator, cst.Subtract) else 1
        seconds = None
        if moment.seconds is not None and delta.kind is Kind.TIMEDELTA and delta.seconds is not None:
            seconds = moment.seconds + sign * delta.seconds
        return replace(
            moment, node=node, origin=node, seconds=seconds, constant=UNSET, names=moment.names + delta.names
        )

    def walrus(self, node: cst.NamedExpr) -> Occurrence:
        """``(age := 600)``."""
        return replace(self.evaluate(node.value), node=node)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def call(self, node: cst.Call) -> Occurrence:
        """Builtins, datetime, environment readers, request data; anything else is UNKNOWN."""
        return sources.called(self, node)

    def subscript(self, node: cst.Subscript) -> Occurrence:
        """``os.environ["X"]``, ``request.POST["x"]``."""
        return sources.item(self, node)


def _timestamp(operation: cst.BaseBinaryOp, left: Occurrence, right: Occurrence) -> str | None:
    """What a timestamp stays if something is added to it, or a known length taken away."""
    if isinstance(operation, cst.Subtract):
        is_length = right.seconds is not None and abs(right.seconds) < SHORTEST_TIMESTAMP / 2
        return left.maker if left.maker == TIMESTAMP and is_length else None
    makers = [value.maker for value in (left, right) if value.maker == TIMESTAMP]
    others = [value.kind in NUMERIC | {Kind.SETTING} for value in (left, right) if value.maker != TIMESTAMP]
    return TIMESTAMP if isinstance(operation, cst.Add) and makers and all(others) else None


def _is_text_from_outside(value: Occurrence) -> bool:
    return value.kind is Kind.STRING and not value.known and value.source in {Source.ENVIRONMENT, Source.REQUEST}


def _joined(left: Source, right: Source) -> Source:
    for source in (Source.REQUEST, Source.ENVIRONMENT, Source.ELSEWHERE, Source.SETTINGS):
        if source in {left, right}:
            return source
    return Source.CODE


def _calculate(operation: cst.BaseBinaryOp, left: object, right: object) -> object:
    if isinstance(operation, cst.Power):
        small = (
            isinstance(left, (int, float))
            and isinstance(right, int)
            and 0 <= right <= _LARGEST_POWER
            and abs(left) <= 10**6
        )
        return left**right if small and isinstance(left, (int, float)) and isinstance(right, int) else UNSET
    function = _OPERATORS.get(type(operation))
    return UNSET if function is None else function(left, right)


def _arithmetic_kind(operation: cst.BaseBinaryOp, left: Kind, right: Kind) -> Kind:
    kinds = {left, right}
    if Kind.TIMEDELTA in kinds and (kinds <= NUMERIC | {Kind.TIMEDELTA}):
        both = left is right is Kind.TIMEDELTA
        return Kind.FLOAT if both and isinstance(operation, cst.Divide) else Kind.TIMEDELTA
    if Kind.DATE in kinds and isinstance(operation, (cst.Add, cst.Subtract)):
        if left is right:
            return Kind.TIMEDELTA if isinstance(operation, cst.Subtract) else Kind.UNKNOWN
        return Kind.DATE if kinds == {Kind.DATE, Kind.TIMEDELTA} else Kind.UNKNOWN
    if Kind.DECIMAL in kinds and kinds <= {Kind.DECIMAL, Kind.INT}:
        return Kind.DECIMAL
    if not kinds <= NUMERIC:
        return Kind.UNKNOWN
    if isinstance(operation, cst.Power):
        return Kind.NUMBER
    if isinstance(operation, cst.Divide) or Kind.FLOAT in kinds:
        return Kind.FLOAT
    return Kind.NUMBER if Kind.NUMBER in kinds else Kind.INT


def moment(node: cst.BaseExpression, *, aware: bool | None, maker: str, seconds: float | None = None) -> Occurrence:
    """A datetime. ``seconds`` is how far it lies from now, where that is known."""
    return Occurrence(node, node, Kind.DATETIME, aware=aware, maker=maker, seconds=seconds)


def seconds_until(year: int, month: int, day: int, now: datetime | None = None) -> float:
    """Seconds from now (naive) to the start of a day."""
    return (datetime(year, month, day) - (now or datetime.now())).total_seconds()


_HANDLERS: Final[Mapping[type[cst.BaseExpression], Callable[[Evaluator, Any], Occurrence]]] = MappingProxyType(
    {
        cst.Integer: Evaluator.number,
        cst.Float: Evaluator.number,
        cst.SimpleString: Evaluator.string,
        cst.ConcatenatedString: Evaluator.string,
        cst.FormattedString: Evaluator.formatted,
        cst.List: Evaluator.container,
        cst.Tuple: Evaluator.container,
        cst.Set: Evaluator.container,
        cst.Dict: Evaluator.container,
        cst.Lambda: Evaluator.function,
        cst.Name: Evaluator.name,
        cst.Attribute: Evaluator.attribute,
        cst.UnaryOperation: Evaluator.unary,
        cst.Comparison: Evaluator.comparison,
        cst.IfExp: Evaluator.conditional,
        cst.BooleanOperation: Evaluator.boolean,
        cst.BinaryOperation: Evaluator.binary,
        cst.NamedExpr: Evaluator.walrus,
        cst.Call: Evaluator.call,
        cst.Subscript: Evaluator.subscript,
    }
)

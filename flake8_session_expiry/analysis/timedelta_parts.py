"""Where ``.seconds`` or ``.days`` of a timedelta is used as its whole length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_CONVERSIONS: Final = frozenset({"int", "float", "round", "abs", "max", "min"})
_NOW: Final = frozenset({"now", "today", "utcnow", "timezone.now"})
# Methods that compute a moment of the same day from now, whatever the name of the function around them.
_BY_THE_CLOCK: Final = frozenset(
    {"replace", "combine", "now", "utcnow", "today", "localtime", "localdate", "midnight", "tomorrow"}
)
_ENDED: Final = re.compile(r"(?:^|_)(?:expired|valid|over|past|passed|ended|active|open|closed)(?:_|$)")
_LOOKUPS: Final = frozenset({"gt", "gte", "lt", "lte", "range"})
_LENGTH_OF_DAY: Final = 24 * 60 * 60
_MOST_NAMES: Final = 20


@dataclass(frozen=True)
class TimedeltaPart:
    """``delta.seconds`` or ``delta.days``, used as a length. ``length`` is the timedelta itself, if known."""

    node: cst.Attribute
    length: timedelta | None

    @property
    def name(self) -> str:
        """``seconds`` or ``days``."""
        return self.node.attr.value

    @property
    def figure(self) -> int | None:
        """Its value, if known."""
        return None if self.length is None else self.length.seconds if self.name == "seconds" else self.length.days

    def described(self, delta: str, effect_of_0: str) -> str:
        """``timedelta(days=1).seconds is 0, not 86400: ...``; ``delta`` is how the timedelta is written."""
        if self.name == "days":
            if self.figure is None:
                return f"{delta}.days is a number of days, which Django takes for seconds"
            return f"{delta}.days is {self.figure:,} days, which Django takes for {self.figure:,} seconds"
        if self.length is None:
            return f"{delta}.seconds omits whole days, and is almost a day if the moment has passed"
        lost = f"{delta}.seconds is {self.figure:,}, not {self.length.total_seconds():,.0f}, as it omits whole days"
        return lost if self.figure else f"{lost}: {effect_of_0}"

    def place(self, tree: Tree, value: Occurrence) -> cst.BaseExpression | None:
        """What ``int(....total_seconds())`` replaces: the part, or ``int()`` around it; None if it is elsewhere."""
        above = list(tree.ancestors(self.node))
        if value.node is not self.node and value.node not in above:
            return None
        call = above[1] if len(above) > 1 else None
        is_int = isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value == "int"
        return call if isinstance(call, cst.Call) and is_int and value.node is not self.node else self.node


def part_of_timedelta(value: Occurrence) -> cst.Attribute | None:
    """``x.seconds`` or ``x.days``, if that is all that a value is, but for ``int()`` and bounds around it."""
    return next(_parts(value.written_as), None)


def _parts(node: cst.BaseExpression) -> Iterator[cst.Attribute]:
    if isinstance(node, cst.Attribute):
        if node.attr.value in {"seconds", "days"}:
            yield node
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in _CONVERSIONS:
        for arg in node.args:
            yield from _parts(arg.value)


class TimedeltaParts:
    """Finds wrong uses of parts of timedeltas in one module."""

    def __init__(self, symbols: SymbolTable, values: ValueScope) -> None:
        self._symbols = symbols
        self._values = values

    def wrong(self, part: cst.Attribute, known: timedelta | None = None) -> TimedeltaPart | None:
        """
        A part that is another length than the timedelta has, or None.

        ``known`` is the timedelta, if it is in another module. Wrong are ``.days`` of any timedelta, which is
        no number of seconds; ``.seconds`` of one that is known to have days; ``.seconds`` of the time between now and a
        moment that may lie days ahead, or in the past.
        """
        found = self._values.at(part.value)
        constant = known if known is not None else found.constant
        length = constant if isinstance(constant, timedelta) else None
        if part.attr.value == "days":
            return TimedeltaPart(part, length) if length is not None or found.kind is Kind.TIMEDELTA else None
        if length is not None:
            return TimedeltaPart(part, length) if length.days else None
        return TimedeltaPart(part, None) if self._reaches_beyond_a_day(part.value) else None

    def _reaches_beyond_a_day(self, delta: cst.BaseExpression) -> bool:
        difference = self._followed(delta)
        if not isinstance(difference, cst.BinaryOperation) or not isinstance(difference.operator, cst.Subtract):
            return False
        for now, other in ((difference.left, difference.right), (difference.right, difference.left)):
            if self._is_now(now):
                return self._may_be_any_moment(other) and not self._is_compared(difference, delta, other)
        return False

    def _followed(self, node: cst.BaseExpression) -> cst.BaseExpression:
        for _ in range(_MOST_NAMES):
            binding = self._symbols.reaching(node) if isinstance(node, cst.Name) else None
            if binding is None or binding.value is None:
                break
            node = binding.value
        return node

    def _is_now(self, node: cst.BaseExpression) -> bool:
        value = self._values.at(node)
        return value.kind is Kind.DATETIME and value.maker in _NOW and value.seconds == 0

    def _may_be_any_moment(self, node: cst.BaseExpression) -> bool:
        """
        Whether a moment may be days away from now: it is stored somewhere, or known to be more than a day ahead.

        One that is computed from now (``now.replace(hour=0)``, ``datetime.combine(...)``), or by a function that is not
        known, may be the next midnight.
        """
        seconds = self._values.at(node).seconds
        if seconds is not None:
            return not 0 <= seconds <= _LENGTH_OF_DAY
        origin = self._followed(node)
        if not isinstance(origin, (cst.Name, cst.Attribute, cst.Subscript)) and not _is_read(origin):
            return False
        names = {
            item.value
            for item in (node, *descendants(node), origin, *descendants(origin))
            if isinstance(item, cst.Name)
        }
        return not any(word in name.lower() for name in names for word in _BY_THE_CLOCK)

    def _is_compared(
        self, difference: cst.BaseExpression, delta: cst.BaseExpression, other: cst.BaseExpression
    ) -> bool:
        """
        Whether the function compares the moment, or the time until it, with anything: also by a method of what has it
        (``if invite.is_expired():``), or in a query (``get(ends_at__gt=now)``).
        """
        function = self._symbols.function_of(difference)
        around: cst.CSTNode = self._symbols.tree.module if function is None else function
        tree, moment = self._symbols.tree, self._followed(other)
        compared = tree.once(_compared_in, around)
        if any(_code(tree, node) in compared.codes for node in (difference, delta, other, moment)):
            return True
        return isinstance(moment, cst.Attribute) and (
            moment.attr.value in compared.fields or _code(tree, moment.value) in compared.asked
        )


@dataclass(frozen=True)
class _Compared:
    """
    What a function compares: the codes of all parts of its comparisons, the fields in queries like ``ends_at__gt``, and
    what has a method or attribute that tells whether it is over.
    """

    codes: frozenset[str]
    fields: frozenset[str]
    asked: frozenset[str]


def _compared_in(tree: Tree, around: cst.CSTNode) -> _Compared:
    inside = list(descendants(around))
    comparisons = (item for item in inside if isinstance(item, cst.Comparison))
    keywords = (item.keyword.value for item in inside if isinstance(item, cst.Arg) and item.keyword is not None)
    lookups = (keyword for keyword in keywords if keyword.rpartition("__")[2] in _LOOKUPS)
    attributes = (item for item in inside if isinstance(item, cst.Attribute) and _ENDED.search(item.attr.value))
    return _Compared(
        codes=frozenset(_code(tree, part) for item in comparisons for part in descendants(item)),
        fields=frozenset(part for keyword in lookups for part in keyword.split("__")),
        asked=frozenset(_code(tree, attribute.value) for attribute in attributes),
    )


def _code(tree: Tree, node: cst.CSTNode) -> str:
    return tree.module.code_for_node(node).strip()


def _is_read(node: cst.BaseExpression) -> bool:
    """``session.get("ends")``, ``datetime.fromisoformat(...)``: a moment that was stored before."""
    last = node.func.attr.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else ""
    return last in {"get", "fromisoformat", "strptime", "fromtimestamp", "utcfromtimestamp"}

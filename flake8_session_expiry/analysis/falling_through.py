"""
Which end of a session an expiry follows, although nothing asks in between whether the session was ended:
``if request.POST: logout(request)``, then ``request.session.set_expiry(0)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.analysis.branches import subjects_around, subjects_of
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.control_flow import ControlFlow, Point, may_give_up
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect

_LOGIN = re.compile(r"(?:^|[._])user(?:$|\.)|session|authenticated|anonymous|logged|login|logout")
"""Names in a condition that may test whether the session has just been ended."""
_BRANCHING = (cst.If, cst.For, cst.While, cst.Match, cst.Try, cst.TryStar, cst.FunctionDef)
_LEAVES = (cst.Return, cst.Raise, cst.Break, cst.Continue)


@dataclass
class _Leaves:
    """
    The statements below a header that leave the code after it, as sets of points: all of them; those whose conditions
    are none, or may ask who is logged in; by name those whose conditions ask for it.
    """

    every: int = 0
    doubtful: int = 0
    by_subject: dict[str, int] = field(default_factory=dict)


class Leaving:
    """The statements with which the code of one function is left: ``return``, ``break``, ``abort(404)``."""

    def __init__(self, flow: ControlFlow) -> None:
        self._flow = flow
        self._tree = flow.tree
        self._below: dict[cst.CSTNode, _Leaves] = {}
        self._related: dict[tuple[cst.CSTNode, cst.CSTNode], int] = {}

    def depends_on_end(self, end: cst.CSTNode, expiry: cst.CSTNode) -> bool:
        """
        Whether one that runs after the end and before the expiry may depend on the end: it has no condition, or one
        about who is logged in, or about the same as the condition of the end.
        """
        between = self._flow.after_in_one_round(end) & ~self._flow.after_in_one_round(expiry)
        if not between & self._every:
            return False
        if between & self.dependent_below(end, expiry):
            return True
        others = between & self._every & ~self._leaves_below(self._header_of(expiry)).every
        return any(
            _is_doubtful(asked) or not asked.isdisjoint(subjects_around(self._tree, end, expiry))
            for leave, bit in (self._leaves.items() if others else ())
            if bit & others
            for asked in [subjects_around(self._tree, leave, expiry)]
        )

    def dependent_below(self, end: cst.CSTNode, expiry: cst.CSTNode) -> int:
        """Those below the nearest condition around the expiry that may depend on the end by their own conditions."""
        header = self._header_of(expiry)
        below = self._leaves_below(header)
        return below.doubtful | self._related_to(end, header, below)

    @cached_property
    def _leaves(self) -> dict[cst.CSTNode, int]:
        """Each such statement, and its point as a set."""
        body = self._flow.body
        inside = descendants(body) if isinstance(body, cst.FunctionDef) else ()
        leaving = (node for node in inside if isinstance(node, _LEAVES) or may_give_up(node))
        found = ((node, self._flow.point(node)) for node in leaving)
        return {node: self._flow.paths.bits[point] for node, point in found if point is not None}

    @cached_property
    def _in_order(self) -> list[cst.CSTNode]:
        return list(self._leaves)

    @cached_property
    def _every(self) -> int:
        return _joined(self._leaves.values())

    def _header_of(self, expiry: cst.CSTNode) -> cst.CSTNode:
        """The nearest header with a condition around an expiry: around all that is in no deeper one."""
        body = self._flow.body
        for above in self._tree.ancestors(expiry):
            if above is body or subjects_of(above) is not None:
                return above
        return body

    def _leaves_below(self, header: cst.CSTNode) -> _Leaves:
        if header not in self._below:
            found, bits = _Leaves(), self._leaves
            for leave in self._tree.within(header, self._in_order):
                found.every |= bits[leave]
                asked = self._asked_below(header, leave)
                if _is_doubtful(asked):
                    found.doubtful |= bits[leave]
                for subject in asked:
                    found.by_subject[subject] = found.by_subject.get(subject, 0) | bits[leave]
            self._below[header] = found
        return self._below[header]

    def _asked_below(self, header: cst.CSTNode, node: cst.CSTNode) -> set[str]:
        """The names in the conditions around a node that are below a header."""
        return subjects_around(self._tree, node, header)

    def _related_to(self, end: cst.CSTNode, header: cst.CSTNode, below: _Leaves) -> int:
        """The leaves below a header whose conditions are about the same as those of the end."""
        if (end, header) not in self._related:
            about = self._asked_below(header, end)
            self._related[end, header] = _joined(below.by_subject.get(subject, 0) for subject in about)
        return self._related[end, header]


def _is_doubtful(asked: set[str]) -> bool:
    return not asked or any(_LOGIN.search(subject) for subject in asked)


def _joined(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


_Row: TypeAlias = tuple[int, "Point | None", int, int]
"""The number of an end, its point, the points after it, and the ways out that depend on it."""


class FallingThrough:
    """Some ends of one session in a function: after which of them is an expiry set?"""

    def __init__(
        self, leaving: Leaving, flow: ControlFlow, ends: Sequence[Effect], expiries: Iterable[Effect], views: Places
    ) -> None:
        """``expiries`` are those that will be asked about; ``views`` is where a middleware calls the view."""
        self._leaving = leaving
        self._flow = flow
        self._tree = flow.tree
        self._ends = ends
        self._expiries = expiries
        self._views = views
        self._places = Places(flow, (end.node for end in ends))
        self._numbers: dict[cst.CSTNode, list[int]] = {}
        for number, end in enumerate(ends):
            self._numbers.setdefault(end.node, []).append(number)
        self._in_order = sorted(self._numbers, key=self._tree.order.__getitem__)
        self._rows: dict[cst.CSTNode, list[_Row]] = {}

    def first(self, expiry: Effect) -> Effect | None:
        """
        The first end after which the expiry is set, always or under a condition that does not depend on who is logged
        in; not those after which the view is called before it. Where it is called after the expiry, that changes
        nothing.
        """
        goal = self._flow.point(expiry.node)
        if goal is None or not self._places.any_before(expiry.node):
            return None
        if not self._flow.is_certain(expiry.node):
            return None
        for number in self._candidates(expiry, goal):
            end = self._ends[number]
            if self._leads_to(end, expiry) and self._is_followed(end, expiry, goal):
                return end
        return None

    def _candidates(self, expiry: Effect, goal: cst.CSTNode) -> list[int]:
        """
        The numbers of all that can be the first one. Most ends of a long function are not before the expiry, or
        something in between depends on them: two operations on numbers say so for each, before paths are looked at.
        """
        around = self._around(expiry)
        if around not in self._rows:
            self._rows[around] = list(self._rows_of(around, expiry))
        bit, here = self._flow.paths.bits[goal], ~self._flow.after_in_one_round(expiry.node)
        found = {
            number
            for number, point, after, dependent in self._rows[around]
            if (after & bit or point is goal) and not after & dependent & here
        }
        if goal in self._always_followed:
            found.add(self._always_followed[goal])
        return sorted(found)

    def _rows_of(self, around: cst.CSTNode, expiry: Effect) -> Iterator[_Row]:
        """Those below what decides whether an expiry is reached."""
        for node in self._tree.within(around, self._in_order):
            point, after = self._flow.point(node), self._flow.after_in_one_round(node)
            dependent = self._leaving.dependent_below(node, expiry.node)
            yield from ((number, point, after, dependent) for number in self._numbers[node])

    def _leads_to(self, end: Effect, expiry: Effect) -> bool:
        is_before = self._flow.on_some_path(end.node, expiry.node, in_one_round=True)
        return is_before and not self._views.any_between(end.node, expiry.node)

    def _is_followed(self, end: Effect, expiry: Effect, goal: cst.CSTNode) -> bool:
        if self._flow.certainly_after(end.node) & self._flow.paths.bits[goal]:
            return True
        if not self._tree.contains(self._around(expiry), end.node):
            return False
        return not self._leaving.depends_on_end(end.node, expiry.node)

    def _around(self, expiry: Effect) -> cst.CSTNode:
        """What decides whether the expiry is reached: the nearest branch, loop or ``try``, else the function."""
        above = self._tree.ancestors(expiry.node)
        return next((each for each in above if isinstance(each, _BRANCHING)), self._flow.body)

    @cached_property
    def _always_followed(self) -> dict[Point, int]:
        """By the point of an expiry: the first end after which it certainly runs."""
        points = {point: expiry for expiry in self._expiries if (point := self._flow.point(expiry.node)) is not None}
        bits = {self._flow.paths.bits[point]: point for point in points}
        found: dict[Point, int] = {}
        missing = _joined(bits)
        for number, end in enumerate(self._ends):
            new = self._flow.certainly_after(end.node) & missing
            while new:
                bit = new & -new
                new ^= bit
                point = bits[bit]
                if self._leads_to(end, points[point]):
                    found[point] = number
                    missing ^= bit
        return found

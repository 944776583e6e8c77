"""
The paths through one function: which statements run before and after one another, and which certainly do.

A point is a small statement or the header of a compound one (the test of an ``if``, the iterable of a ``for``). Some of
the paths here are never taken by Python: tests are not compared with each other, and every statement of a ``try`` body
may fail. So what is on every path here is so in Python, too, and what is on some path in Python is so here. Exceptions
without a ``raise`` or ``try`` in the function are not considered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.reachability import Reachability
from flake8_session_expiry.semantic.symbols import dotted

Body: TypeAlias = cst.FunctionDef | cst.Module


class End(Enum):
    """How a function is left."""

    RETURNED = auto()
    RAISED = auto()


Point: TypeAlias = cst.CSTNode | End
_Next: TypeAlias = frozenset[Point]
_NOWHERE: _Next = frozenset()
_GIVES_UP = re.compile(r"_?(?:abort|exit|quit|die|fail|deny|reject|forbid|permission_denied|raise_\w+)")
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_LEAVES = (cst.Return, cst.Raise, cst.Break, cst.Continue)


@dataclass(frozen=True)
class _Around:
    """The points that may follow a statement of a block besides the next statement."""

    returns: _Next
    raises: _Next
    breaks: _Next = _NOWHERE
    continues: _Next = _NOWHERE
    catches: _Next = _NOWHERE
    """The handlers of the ``try`` around it: each of its statements may raise."""


class ControlFlow:
    """
    The paths through the body of one function (or through the top level of a module); nested functions are single
    points.
    """

    def __init__(self, body: Body, tree: Tree) -> None:
        self.body = body
        self.tree = tree
        self._next: dict[Point, _Next] = {}
        self._handlers: _Next = _NOWHERE
        self.without_exceptions: dict[cst.CSTNode, _Next] = {}  # what follows each point if nothing raises
        self._points: dict[cst.CSTNode, cst.CSTNode | None] = {}
        self._certain: dict[cst.CSTNode, bool] = {}
        self._rounds: dict[cst.CSTNode, tuple[Reachability[Point], int]] = {}
        statements = body.body if isinstance(body, cst.Module) else _statements(body.body)
        ends = _Around(frozenset({End.RETURNED}), frozenset({End.RAISED}))
        self._entry = self._sequence(statements, frozenset({End.RETURNED}), ends)
        self.paths: Reachability[Point] = Reachability(self._next)

    # -- what can be asked --------------------------------------------------------------------------------------------

    def point(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """
        The point that ``node`` belongs to, or None if it is outside of the body (a decorator, a default, an
        ``except X``).
        """
        if node not in self._points:
            self._points[node] = self._point_above(node)
        return self._points[node]

    def _point_above(self, node: cst.CSTNode) -> cst.CSTNode | None:
        if node in self._next:
            return node
        for above in self.tree.ancestors(node):
            if above in self._next:
                return above
            if above is self.body:
                return None
        return None

    def is_certain(self, node: cst.CSTNode) -> bool:
        """
        Whether ``node`` is evaluated each time that its point runs.

        Not what is on the right of ``and`` and ``or``, in a branch of ``x if y else z``, in a lambda or a
        comprehension.
        """
        if node not in self._certain:
            self._certain[node] = self._runs_with_its_point(node)
        return self._certain[node]

    def _runs_with_its_point(self, node: cst.CSTNode) -> bool:
        point, below = self.point(node), node
        if point is None or (isinstance(point, (cst.FunctionDef, cst.ClassDef)) and point is not node):
            return False
        for above in [] if node is point else self.tree.ancestors(node):
            if isinstance(above, (cst.Lambda, cst.MatchCase, *_COMPREHENSIONS)):
                return False
            if isinstance(above, cst.IfExp) and below is not above.test:
                return False
            if isinstance(above, cst.BooleanOperation) and below is above.right:
                return False
            if above is point:
                break
            below = above
        return True

    def on_some_path(self, first: cst.CSTNode, then: cst.CSTNode, *, in_one_round: bool = False) -> bool:
        """
        Whether ``then`` can run after ``first``; with ``in_one_round`` in the same round of the loops around both, not
        in the next one.
        """
        start, goal = self.point(first), self.point(then)
        if start is None or goal is None:
            return False
        if start is goal and self.tree.order[first] < self.tree.order[then]:
            return True
        after = self.after_in_one_round(first) if in_one_round else self.paths.after[start]
        return bool(after & self.paths.bits[goal])

    def after_in_one_round(self, first: cst.CSTNode) -> int:
        """The points (a set of ``paths``) that are reached from a node without the next round of a loop around both."""
        start = self.point(first)
        if start is None:
            return 0
        found = inside = 0
        for loop in self.tree.ancestors(first):
            if loop in self._next and isinstance(loop, (cst.For, cst.While)):
                # From outside of a loop, and into its next round, there is no way but through its header.
                paths, points = self._round(loop)
                following = self._next[start] - {loop}
                after = self.paths.set_of(following)
                for each in following:
                    after |= paths.after.get(each, 0)
                found |= after & points & ~inside
                inside |= points
        return found | (self.paths.after[start] & ~inside)

    def _round(self, loop: cst.CSTNode) -> tuple[Reachability[Point], int]:
        """The paths through one round of a loop, and the points in it."""
        if loop not in self._rounds:
            points: list[Point] = [*reversed(self.tree.within(loop, self._in_order))]
            paths = Reachability({point: self._next[point] - {loop} for point in points}, self.paths.bits)
            self._rounds[loop] = paths, self.paths.set_of(points)
        return self._rounds[loop]

    @cached_property
    def _in_order(self) -> list[cst.CSTNode]:
        """All points as they stand in the source."""
        return sorted((point for point in self._next if not isinstance(point, End)), key=self.tree.order.__getitem__)

    def on_one_path(self, one: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Whether both can run in one call, in either order; the two branches of an ``if`` cannot."""
        return self.on_some_path(one, other) or self.on_some_path(other, one)

    def always_after(self, first: cst.CSTNode, then: Iterable[cst.CSTNode]) -> bool:
        """Whether, once ``first`` has run, one of ``then`` certainly runs before the function is left."""
        start, goals = self.point(first), self.certain_points(then)
        return start is not None and self.paths.comes_after(goals, (start,)) and not self.can_leave(start, goals)

    def always_before(self, last: cst.CSTNode, earlier: Iterable[cst.CSTNode]) -> bool:
        """Whether one of ``earlier`` has certainly run whenever ``last`` runs."""
        goal, points = self.point(last), self.certain_points(earlier)
        return goal is not None and bool(points) and goal not in points and not self.can_reach(goal, points)

    def always(self, nodes: Iterable[cst.CSTNode]) -> bool:
        """Whether one of ``nodes`` has certainly run whenever the function returns."""
        points = self.certain_points(nodes)
        return bool(points) and not self.can_reach(End.RETURNED, points)

    def certainly_after(self, first: cst.CSTNode) -> int:
        """The points (as a set of ``paths``) that certainly run, once a node has run, before the function is left."""
        start = self.point(first)
        if start is None:
            return 0
        found = self.paths.after[start]
        for each in self._next[start]:
            found &= self.paths.bits[each] if isinstance(each, End) else self.paths.on_each_way_out[each]
        return found

    def can_leave(self, start: Point, without: frozenset[Point]) -> bool:
        """Whether some path leads from ``start`` out of the function, on which none of these points comes next."""
        if len(without) > 1:
            return self.paths.reaches_end(self._next[start], without)
        only = self.paths.set_of(without)
        return any(isinstance(n, End) or not only & self.paths.on_each_way_out[n] for n in self._next[start])

    def can_reach(self, goal: Point, without: frozenset[Point]) -> bool:
        """Whether some path leads from the beginning to ``goal``, without these points."""
        if len(without) > 1:
            return goal in self.paths.reached(self._entry, without)
        ways = self.paths.on_each_way_in(self._entry)
        return goal in ways and not self.paths.set_of(without) & ways[goal]

    def reached_at_most(self, points: frozenset[Point]) -> frozenset[Point]:
        """What is reached from the beginning without these points, with those of them that come first on some path."""
        reached = self.paths.reached(self._entry, points)
        following = (self._next[point] for point in reached if not isinstance(point, End))
        return self._entry.union(reached, *following)

    def certain_points(self, nodes: Iterable[cst.CSTNode]) -> frozenset[Point]:
        """The points of those nodes that are evaluated each time that their point runs."""
        points = (self.point(node) for node in nodes if self.is_certain(node))
        return frozenset(point for point in points if point is not None)

    def between(self, first: cst.CSTNode, last: cst.CSTNode, node: cst.CSTNode) -> bool:
        """Whether ``node`` can run after ``first`` and before ``last``."""
        return self.on_some_path(first, node) and self.on_some_path(node, last)

    @property
    def first_without_exceptions(self) -> frozenset[Point]:
        """The points with which a call begins, if nothing raises."""
        return self._entry - self._handlers

    # -- how the paths are made: from the last statement back to the first ---------------------------------------------

    def _sequence(self, statements: Sequence[cst.CSTNode], after: _Next, around: _Around) -> _Next:
        for statement in reversed(statements):
            after = self._statement(statement, after, around)
        return after

    def _block(self, block: cst.BaseSuite, after: _Next, around: _Around) -> _Next:
        return self._sequence(_statements(block), after, around)

    def _statement(self, node: cst.CSTNode, after: _Next, around: _Around) -> _Next:
        if isinstance(node, cst.SimpleStatementLine):
            return self._sequence(node.body, after, around)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node, after, around)
        if isinstance(node, cst.Return):
            following = around.returns
        elif isinstance(node, cst.Raise):
            following = around.catches | around.raises
        elif isinstance(node, cst.Break):
            following = around.breaks
        elif isinstance(node, cst.Continue):
            following = around.continues
        elif isinstance(node, cst.If):
            following = self._block(node.body, after, around) | self._else(node.orelse, after, around)
        elif isinstance(node, (cst.While, cst.For)):
            following = self._loop(node, after, around)
        elif isinstance(node, cst.With):
            following = self._with(node, after, around)
        elif isinstance(node, cst.Match):
            following = self._match(node, after, around)
        else:
            following = after | (around.catches | around.raises if may_give_up(node) else _NOWHERE)
        failing = around.catches
        if isinstance(node, cst.With) and _is_suppressing(node):
            failing |= after
        self._next[node] = following | failing
        self.without_exceptions[node] = following if isinstance(node, cst.Raise) else following - self._handlers
        return frozenset({node})

    def _else(self, orelse: cst.If | cst.Else | None, after: _Next, around: _Around) -> _Next:
        if orelse is None:
            return after
        if isinstance(orelse, cst.If):
            return self._statement(orelse, after, around)
        return self._block(orelse.body, after, around)

    def _loop(self, node: cst.While | cst.For, after: _Next, around: _Around) -> _Next:
        inside = replace(around, breaks=after, continues=frozenset({node}))
        body = self._block(node.body, frozenset({node}), inside)
        if isinstance(node, cst.While) and _is_true(node.test):
            return body
        return body | self._else(node.orelse, after, around)

    def _with(self, node: cst.With, after: _Next, around: _Around) -> _Next:
        if _is_suppressing(node):
            around = replace(around, catches=around.catches | after)
        return self._block(node.body, after, around)

    def _match(self, node: cst.Match, after: _Next, around: _Around) -> _Next:
        entries = [self._block(case.body, after, around) for case in node.cases]
        covered = any(
            case.guard is None and isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None
            for case in node.cases
        )
        return frozenset().union(*entries) | (_NOWHERE if covered else after)

    def _try(self, node: cst.Try | cst.TryStar, after: _Next, around: _Around) -> _Next:
        if node.finalbody is not None:
            leaves = {type(item) for part in (node.body, *node.handlers) for item in descendants(part)}
            beyond = after
            for kind, goal in zip(
                _LEAVES, (around.returns, around.raises, around.breaks, around.continues), strict=True
            ):
                beyond |= goal if kind in leaves else _NOWHERE
            after = self._block(node.finalbody.body, beyond, around)
            catches = after if around.catches else _NOWHERE
            around = _Around(returns=after, raises=after, breaks=after, continues=after, catches=catches)
        handlers: _Next = frozenset().union(*(self._block(handler.body, after, around) for handler in node.handlers))
        self._handlers |= handlers
        orelse = after if node.orelse is None else self._block(node.orelse.body, after, around)
        # Also the first statement may raise before it has done anything, so a handler may be the first point that is
        # reached.
        return self._block(node.body, orelse, replace(around, catches=around.catches | handlers)) | handlers


def _statements(block: cst.BaseSuite) -> Sequence[cst.CSTNode]:
    assert isinstance(block, (cst.IndentedBlock, cst.SimpleStatementSuite))
    return block.body


def may_give_up(node: cst.CSTNode) -> bool:
    """Whether the name of a call says that it raises: ``abort()``, ``self.fail(...)``, ``raise_404()``."""
    name = dotted(node.value.func) if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call) else ""
    return _GIVES_UP.fullmatch(name.rpartition(".")[2]) is not None


def _is_true(test: cst.BaseExpression) -> bool:
    return (isinstance(test, cst.Name) and test.value == "True") or (
        isinstance(test, cst.Integer) and test.evaluated_value != 0
    )


def _is_suppressing(node: cst.With) -> bool:
    names = (dotted(item.item.func) for item in node.items if isinstance(item.item, cst.Call))
    return any(name.rpartition(".")[2] in {"suppress", "ignored"} for name in names)

"""
Several nodes of one function, of which it is asked again and again whether one of them runs before or after another
node: the logins of a function, for each of its expiries. One question takes the same time whatever their number;
comparing pair by pair would make a function with hundreds of them slow.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from operator import or_

import libcst as cst

from flake8_session_expiry.semantic.control_flow import ControlFlow, Point


class Places:
    """
    ``nodes`` in the order in which they are given. The answers are those of ``ControlFlow`` for each of them: nodes
    outside of its function are on no path, and a node runs after itself in a loop.
    """

    def __init__(self, flow: ControlFlow, nodes: Iterable[cst.CSTNode] = ()) -> None:
        self.nodes: list[cst.CSTNode] = []
        self._flow = flow
        self._order = flow.tree.order
        self._points = 0
        self._at: dict[cst.CSTNode, list[tuple[int, int]]] = {}  # by point: place in the source, and in ``nodes``
        for node in nodes:
            self.add(node)

    def add(self, node: cst.CSTNode) -> None:
        """One node more."""
        point = self._flow.point(node)
        if point is not None:
            self._points |= self._flow.paths.set_of((point,))
            insort(self._at.setdefault(point, []), (self._order[node], len(self.nodes)))
        self.nodes.append(node)
        for name in ("_certain", "_certain_points", "_points_up_to", "_first_on_some_path"):
            self.__dict__.pop(name, None)

    # -- whether any --------------------------------------------------------------------------------------------------

    def any_after(self, first: cst.CSTNode) -> bool:
        """Whether one of them can run after ``first``."""
        point = self._flow.point(first)
        if point is None or not self._points:
            return False
        at = self._at.get(point)
        is_beside = at is not None and at[-1][0] > self._order[first]
        return is_beside or bool(self._flow.paths.after[point] & self._points)

    def any_before(self, last: cst.CSTNode) -> bool:
        """Whether ``last`` can run after one of them."""
        point = self._flow.point(last)
        if point is None or not self._points:
            return False
        at = self._at.get(point)
        is_beside = at is not None and at[0][0] < self._order[last]
        return is_beside or bool(self._flow.paths.before[point] & self._points)

    def any_on_one_path(self, node: cst.CSTNode) -> bool:
        """Whether one of them can run in one call with ``node``, before or after it."""
        return self.any_after(node) or self.any_before(node)

    def any_other_after(self, first: cst.CSTNode) -> bool:
        """``any_after`` without ``first`` itself, where it is one of them: it is not compared with itself."""
        point = self._flow.point(first)
        if point is None or not self._is_alone(point, first):
            return self.any_after(first)
        return bool(self._flow.paths.after[point] & self._points & ~self._flow.paths.bits[point])

    def any_other_before(self, last: cst.CSTNode) -> bool:
        """``any_before`` without ``last`` itself, where it is one of them."""
        point = self._flow.point(last)
        if point is None or not self._is_alone(point, last):
            return self.any_before(last)
        return bool(self._flow.paths.before[point] & self._points & ~self._flow.paths.bits[point])

    def any_other_on_one_path(self, node: cst.CSTNode) -> bool:
        """``any_on_one_path`` without ``node`` itself, where it is one of them."""
        return self.any_other_after(node) or self.any_other_before(node)

    def _is_alone(self, point: cst.CSTNode, node: cst.CSTNode) -> bool:
        """Whether a node is one of them, and the only one in its statement."""
        at, place = self._at.get(point), self._order[node]
        return at is not None and at[0][0] == at[-1][0] == place

    def any_between(self, first: cst.CSTNode, last: cst.CSTNode) -> bool:
        """Whether one of them can run after ``first`` and before ``last``."""
        start, goal = self._flow.point(first), self._flow.point(last)
        if start is None or goal is None:
            return False
        paths = self._flow.paths
        if paths.after[start] & paths.before[goal] & self._points:
            return True
        ends = {start, goal} & self._at.keys()
        beside = (self.nodes[number] for point in ends for _, number in self._at[point])
        return any(self._flow.between(first, last, node) for node in beside)

    # -- the first ----------------------------------------------------------------------------------------------------

    def first_after(self, first: cst.CSTNode) -> int | None:
        """The number in ``nodes`` of the first of them that can run after ``first``."""
        if not self.any_after(first):
            return None
        point = self._flow.point(first)
        assert point is not None
        later = self._first_of(self._flow.paths.after[point])
        return min([*self._beside_after(point, first), *later])

    def first_on_one_path(self, node: cst.CSTNode) -> int | None:
        """The number in ``nodes`` of the first of them that can run in one call with ``node``, before or after it."""
        point, place = self._flow.point(node), self._order[node]
        if point is None or not self.any_on_one_path(node):
            return None
        found = self._first_of(self._flow.paths.after[point] | self._flow.paths.before[point])
        return min([*found, *(number for other, number in self._at.get(point, ()) if other != place)])

    def all_on_one_path(self, node: cst.CSTNode) -> Iterator[int]:
        """The numbers of those that can run in one call with ``node``, in their order."""
        first = self.first_on_one_path(node)
        if first is not None:
            yield first
            others = enumerate(self.nodes[first + 1 :], first + 1)
            yield from (number for number, other in others if self._flow.on_one_path(other, node))

    def _beside_after(self, point: cst.CSTNode, first: cst.CSTNode) -> Iterator[int]:
        """The numbers of those that stand behind ``first`` in the same statement."""
        return (number for place, number in self._at.get(point, ()) if place > self._order[first])

    def _first_of(self, points: int) -> Sequence[int]:
        """The number of the first of them that is at one of some points; none if there is none."""
        number = bisect_left(self._points_up_to, 1, key=lambda up_to: bool(up_to & points))
        return [number] if number < len(self.nodes) else []

    @cached_property
    def _points_up_to(self) -> Sequence[int]:
        """For each of them its point with those of all before it."""
        points = map(self._flow.point, self.nodes)
        own = (0 if point is None else self._flow.paths.bits.get(point, 0) for point in points)
        return list(accumulate(own, or_))

    # -- whether certainly --------------------------------------------------------------------------------------------

    def always_after(self, first: cst.CSTNode) -> bool:
        """Whether, once ``first`` has run, one of them certainly runs before the function is left."""
        point = self._flow.point(first)
        if point is None or not self._flow.paths.after[point] & self._certain_points:
            return False
        return not self._flow.can_leave(point, self._certain)

    def other_always_after(self, first: cst.CSTNode) -> bool:
        """``always_after`` for the others, where ``first`` is one of them."""
        point = self._flow.point(first)
        if point is None or not self._is_alone(point, first):
            return self.always_after(first)
        # That ``first`` is one of them closes no way out: a path that comes back to it leads on as it did before.
        others = self._certain_points & ~self._flow.paths.bits[point]
        return bool(self._flow.paths.after[point] & others) and not self._flow.can_leave(point, self._certain)

    def always_before(self, last: cst.CSTNode) -> bool:
        """Whether one of them has certainly run whenever ``last`` runs."""
        point = self._flow.point(last)
        if point is None or not self._certain or point in self._certain:
            return False
        return not self._flow.can_reach(point, self._certain)

    def other_always_before(self, last: cst.CSTNode) -> bool:
        """``always_before`` for those in other statements than that of ``last``, which may be one of them."""
        point = self._flow.point(last)
        if point is None or len(self._certain) == (point in self._certain):
            return False
        return point not in self._first_on_some_path

    @cached_property
    def _first_on_some_path(self) -> frozenset[Point]:
        """The points before which none of them has run on some path."""
        return self._flow.reached_at_most(self._certain)

    @cached_property
    def _certain(self) -> frozenset[Point]:
        return self._flow.certain_points(self.nodes)

    @cached_property
    def _certain_points(self) -> int:
        return self._flow.paths.set_of(self._certain)

"""
Which points of a graph can be reached from which, and which are on every path. Rules ask about each pair of effects in
a function: a function with hundreds of logins and logouts has to be answered without following its paths each time, so
what was found is kept, for all points at once.

A set of points is a number with one bit for each of them: sets are then joined by one operation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

PointT = TypeVar("PointT", bound=Hashable)


class Reachability(Generic[PointT]):
    """
    ``edges`` has the points that follow each point; a point without an entry is an end. Quickest if the points that
    follow stand before those that they follow.
    """

    def __init__(self, edges: Mapping[PointT, frozenset[PointT]], bits: Mapping[PointT, int] | None = None) -> None:
        """``bits`` are those of a larger graph, if sets of both are to be joined."""
        self._edges = edges
        self.bits = self._numbered() if bits is None else bits
        self._reached: dict[tuple[frozenset[PointT], frozenset[PointT]], frozenset[PointT]] = {}
        self._ending: dict[frozenset[PointT], int] = {}

    # -- one question about some points -------------------------------------------------------------------------------

    def comes_after(self, goals: Iterable[PointT], starts: Iterable[PointT]) -> bool:
        """Whether one of ``goals`` is reached from one of ``starts`` by a step or more."""
        after = 0
        for start in starts:
            after |= self.after[start]
        return bool(after & self.set_of(goals))

    def reached(self, start: frozenset[PointT], without: frozenset[PointT]) -> frozenset[PointT]:
        """``start`` and all points that are reached from there, on paths without the points of ``without``."""
        key = start, without
        if key not in self._reached:
            seen: set[PointT] = set()
            waiting = list(start)
            while waiting:
                point = waiting.pop()
                if point not in seen and point not in without:
                    seen.add(point)
                    waiting.extend(self._edges.get(point, ()))
            self._reached[key] = frozenset(seen)
        return self._reached[key]

    def reaches_end(self, start: frozenset[PointT], without: frozenset[PointT]) -> bool:
        """Whether an end is reached from ``start`` on a path without the points of ``without``."""
        if without not in self._ending:
            found, before, not_through = self._ends, 0, self.set_of(without)
            while before != found:
                before = found
                for point, following in self._steps:
                    if following & found and not point & not_through:
                        found |= point
            self._ending[without] = found
        return bool(self._ending[without] & self.set_of(start))

    # -- sets of points -----------------------------------------------------------------------------------------------

    def set_of(self, points: Iterable[PointT]) -> int:
        """The set of several points; others than those of the graph are left out."""
        found = 0
        for point in points:
            found |= self.bits.get(point, 0)
        return found

    @cached_property
    def after(self) -> Mapping[PointT, int]:
        """For each point the set of those that are reached from it by a step or more."""
        bits, found = self.bits, dict.fromkeys(self._edges, 0)

        def joined(point: PointT) -> int:
            after = 0
            for each in self._edges[point]:
                after |= bits[each] | found.get(each, 0)
            return after

        return _settled(found, joined)

    @cached_property
    def before(self) -> Mapping[PointT, int]:
        """For each point the set of those from which it is reached by a step or more."""
        bits, found = self.bits, dict.fromkeys(self._preceding, 0)

        def joined(point: PointT) -> int:
            before = 0
            for each in self._preceding[point]:
                before |= bits[each] | found[each]
            return before

        return _settled(found, joined)

    @cached_property
    def on_each_way_out(self) -> Mapping[PointT, int]:
        """
        For each point the set of those that are on every path from it to an end, itself included (its post-dominators).
        All points where no path leads to an end.
        """
        bits, every = self.bits, self.set_of(self.bits)
        found = dict.fromkeys(self._edges, every)

        def common(point: PointT) -> int:
            common = every
            for each in self._edges[point]:
                common &= found.get(each, bits[each])
            return common | bits[point]

        return _settled(found, common)

    def on_each_way_in(self, entry: frozenset[PointT]) -> Mapping[PointT, int]:
        """
        For each point the set of those that are on every path from ``entry`` to it, itself excluded (its dominators).
        All points where no path leads to it.
        """
        if entry not in self._ways_in:
            bits, every = self.bits, self.set_of(self.bits)
            found = dict.fromkeys(self._preceding, every)

            def common(point: PointT) -> int:
                common = 0 if point in entry else every
                for each in self._preceding[point]:
                    common &= found[each] | bits[each]
                return common

            self._ways_in[entry] = _settled(found, common)
        return self._ways_in[entry]

    @cached_property
    def _ways_in(self) -> dict[frozenset[PointT], Mapping[PointT, int]]:
        return {}

    @cached_property
    def _preceding(self) -> Mapping[PointT, list[PointT]]:
        """The points that each point follows, the first points of the graph first."""
        found: dict[PointT, list[PointT]] = {point: [] for point in list(self._edges)[::-1]}
        for point, following in self._edges.items():
            for each in following:
                found.setdefault(each, []).append(point)
        return found

    def _numbered(self) -> dict[PointT, int]:
        """A number with one bit of its own for each point."""
        ends = (end for following in self._edges.values() for end in following)
        return {point: 1 << position for position, point in enumerate(dict.fromkeys((*self._edges, *ends)))}

    @cached_property
    def _ends(self) -> int:
        return self.set_of(point for point in self.bits if point not in self._edges)

    @cached_property
    def _steps(self) -> list[tuple[int, int]]:
        """The bit of each point with the bits of those that follow it: a loop over these looks up no point."""
        return [(self.bits[point], self.set_of(following)) for point, following in self._edges.items()]


def _settled(found: dict[PointT, int], value: Callable[[PointT], int]) -> Mapping[PointT, int]:
    """``found`` when each point has its value, which depends on those of its neighbours."""
    is_settled = False
    while not is_settled:  # twice, and once more for each loop in a loop
        is_settled = True
        for point, before in found.items():
            now = value(point)
            if now != before:
                found[point], is_settled = now, False
    return found

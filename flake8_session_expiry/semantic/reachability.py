"""
Which points of a graph can be reached from which. Rules ask about each pair of effects in a function: a function with
hundreds of logins and logouts has to be answered without following its paths each time, so what was found is kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

PointT = TypeVar("PointT", bound=Hashable)


class Reachability(Generic[PointT]):
    """
    ``edges`` has the points that follow each point; a point without an entry is an end. Quickest if the points that
    follow stand before those that they follow.
    """

    def __init__(self, edges: Mapping[PointT, frozenset[PointT]]) -> None:
        self._edges = edges
        self._reached: dict[tuple[frozenset[PointT], frozenset[PointT]], frozenset[PointT]] = {}
        self._ending: dict[frozenset[PointT], int] = {}

    def comes_after(self, goals: Iterable[PointT], starts: Iterable[PointT]) -> bool:
        """Whether one of ``goals`` is reached from one of ``starts`` by a step or more."""
        after = 0
        for start in starts:
            after |= self._after[start]
        return bool(after & self._set_of(goals))

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
            found, before, not_through = self._ends, 0, self._set_of(without)
            while before != found:
                before = found
                for point, following in self._steps:
                    if following & found and not point & not_through:
                        found |= point
            self._ending[without] = found
        return bool(self._ending[without] & self._set_of(start))

    def _set_of(self, points: Iterable[PointT]) -> int:
        """The bits of several points."""
        found = 0
        for point in points:
            found |= self._bits.get(point, 0)
        return found

    @cached_property
    def _bits(self) -> dict[PointT, int]:
        """A number with one bit of its own for each point: sets of points are then joined by one operation."""
        ends = (end for following in self._edges.values() for end in following)
        return {point: 1 << position for position, point in enumerate(dict.fromkeys((*self._edges, *ends)))}

    @cached_property
    def _ends(self) -> int:
        return self._set_of(point for point in self._bits if point not in self._edges)

    @cached_property
    def _steps(self) -> list[tuple[int, int]]:
        """The bit of each point with the bits of those that follow it: a loop over these looks up no point."""
        return [(self._bits[point], self._set_of(following)) for point, following in self._edges.items()]

    @cached_property
    def _after(self) -> dict[PointT, int]:
        """The bits of the points that are reached from each point by a step or more."""
        bits, found = self._bits, dict.fromkeys(self._edges, 0)
        is_complete = False
        while not is_complete:  # twice, and once more for each loop in a loop
            is_complete = True
            for point, following in self._edges.items():
                after = 0
                for each in following:
                    after |= bits[each] | found.get(each, 0)
                if after != found[point]:
                    found[point], is_complete = after, False
        return found

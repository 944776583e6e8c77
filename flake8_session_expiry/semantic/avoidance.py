"""
Paths through certain places of a function that avoid others, for many places at once: for each nested change of a
session a path on which nothing marks the session. Each place is one bit of a number, and all of them follow the paths
together; one after the other would make a function with hundreds of changes slow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from flake8_session_expiry.semantic.control_flow import ControlFlow, End, Point


def avoiding(
    flow: ControlFlow,
    nodes: Sequence[cst.CSTNode],
    avoided: Mapping[cst.CSTNode, int],
    taken: Mapping[cst.CSTNode, Mapping[cst.CSTNode, int]],
) -> int:
    """
    The nodes through which some path leads from the beginning to a return without running what it has to avoid, if
    nothing raises. Not those in an ``except``.

    Sets of nodes, also the result, are numbers: bit 0 is the first node. ``avoided`` are other nodes, each with the set
    of those whose paths avoid it. ``taken`` are headers and blocks, each with the set of those for which it is assumed
    that the header goes into the block.
    """
    paths = _Paths(flow, (1 << len(nodes)) - 1, avoided, taken)
    before, after = paths.before(), paths.after()
    found = 0
    for number, node in enumerate(nodes):
        point = flow.point(node)
        if point is not None and before[point] >> number & 1:
            leads_on = any(after[each] >> number & 1 for each in flow.without_exceptions[point])
            found |= leads_on << number
    return found


class _Paths:
    """The steps from one point to the next, each with the set of nodes whose paths may take it."""

    def __init__(
        self,
        flow: ControlFlow,
        every: int,
        avoided: Mapping[cst.CSTNode, int],
        taken: Mapping[cst.CSTNode, Mapping[cst.CSTNode, int]],
    ) -> None:
        self._flow = flow
        self._every = every
        self._avoided: dict[Point, int] = {}
        for node, by in avoided.items():
            if (point := flow.point(node)) is not None:
                self._avoided[point] = self._avoided.get(point, 0) | by
        self._taken = taken
        self._steps = [
            (point, [(each, self._open(point, each)) for each in following])
            for point, following in flow.without_exceptions.items()
        ]

    def _allowed(self, point: Point) -> int:
        return self._every & ~self._avoided.get(point, 0)

    def _open(self, point: Point, following: Point) -> int:
        """The nodes whose paths may go from a point to one that follows it."""
        found = self._allowed(following)
        for block, by in self._taken.get(point, {}).items() if not isinstance(point, End) else ():
            if isinstance(following, End) or not self._flow.tree.contains(block, following):
                found &= ~by
        return found

    def before(self) -> Mapping[Point, int]:
        """For each point the nodes with whose paths it is reached from the beginning."""
        found = self._none()
        for point in self._flow.first_without_exceptions:
            found[point] = self._allowed(point)
        is_complete = False
        while not is_complete:
            is_complete = True
            for point, steps in reversed(self._steps):
                for following, may_pass in steps:
                    new = found[following] | (found[point] & may_pass)
                    if new != found[following]:
                        found[following], is_complete = new, False
        return found

    def after(self) -> Mapping[Point, int]:
        """For each point the nodes with whose paths it is run and leads to a return."""
        found = self._none()
        found[End.RETURNED] = self._every
        is_complete = False
        while not is_complete:
            is_complete = True
            for point, steps in self._steps:
                new = 0
                for following, may_pass in steps:
                    new |= found[following] & may_pass
                new &= self._allowed(point)
                if new != found[point]:
                    found[point], is_complete = new, False
        return found

    def _none(self) -> dict[Point, int]:
        return dict.fromkeys([*(point for point, _ in self._steps), *End], 0)

"""Which calls of ``set_expiry()`` are in a block, and which are beside it in the same function?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind


class ExpiryCalls:
    """Each ``set_expiry()`` of a module, in the order of the source."""

    def __init__(self, tree: Tree, effects: Iterable[Effect]) -> None:
        self._tree = tree
        self._all = sorted((e for e in effects if e.kind is EffectKind.EXPIRY), key=self._place)
        self._by_function: dict[cst.FunctionDef, list[Effect]] = {}
        for effect in self._all:
            if effect.function is not None:
                self._by_function.setdefault(effect.function.node, []).append(effect)

    def _place(self, effect: Effect) -> int:
        return self._tree.order[effect.node]

    def _inside(self, effects: list[Effect], node: cst.CSTNode) -> slice:
        """Which of some effects are in a node."""
        first, last = self._tree.order[node], self._tree.last(node)
        return slice(bisect_left(effects, first, key=self._place), bisect_right(effects, last, key=self._place))

    def only(self, block: cst.BaseSuite | None) -> Effect | None:
        """
        The only one in a block, if it is a statement of the block itself; None if there are more in it, at any depth.
        """
        inside = [] if block is None else self._all[self._inside(self._all, block)]
        if (
            len(inside) != 1
            or self._tree.nearest(inside[0].node, cst.IndentedBlock, cst.SimpleStatementSuite) is not block
        ):
            return None
        return inside[0]

    def beside(self, node: cst.If, remembered: Effect) -> list[Effect]:
        """What else is set in the function, outside of the ``if``: before it, or after a branch that returns."""
        function = remembered.function
        effects = self._by_function.get(function.node, []) if function is not None else []
        inside = self._inside(effects, node)
        return [*effects[: inside.start], *effects[inside.stop :]]

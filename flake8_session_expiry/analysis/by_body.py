"""Things that are found all over a module, by the functions around them: which of them are on a path with a node?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effects

ThingT = TypeVar("ThingT")


class ByBody(Generic[ThingT]):
    """
    Each thing belongs to all functions around its node, and to the module (None): a nested function is one point of the
    function around it.
    """

    def __init__(self, effects: Effects, tree: Tree, things: Iterable[tuple[cst.CSTNode, ThingT]] = ()) -> None:
        self._effects = effects
        self._tree = tree
        self._nodes: dict[cst.FunctionDef | None, list[cst.CSTNode]] = {}
        self._things: dict[cst.FunctionDef | None, list[ThingT]] = {}
        self._numbers: dict[cst.FunctionDef | None, dict[ThingT, int]] = {}
        self._places: dict[cst.FunctionDef | None, Places] = {}
        for node, thing in things:
            self.add(node, thing)

    def add(self, node: cst.CSTNode, thing: ThingT) -> None:
        """One thing more."""
        around = (above for above in self._tree.ancestors(node) if isinstance(above, cst.FunctionDef))
        for body in (*around, None):
            nodes = self._nodes.setdefault(body, [])
            self._numbers.setdefault(body, {})[thing] = len(nodes)
            nodes.append(node)
            self._things.setdefault(body, []).append(thing)
            if body in self._places:
                self._places[body].add(node)

    def places(self, body: cst.FunctionDef | None) -> Places:
        """Where the things in a function are."""
        if body not in self._places:
            self._places[body] = Places(self._effects.flow(body), self._nodes.get(body, ()))
        return self._places[body]

    def first_beside(self, body: cst.FunctionDef | None, thing: ThingT, node: cst.CSTNode) -> ThingT | None:
        """The first one, as they were added, that is on a path with ``node`` or is ``thing`` itself."""
        own, other = self._numbers.get(body, {}).get(thing), self.places(body).first_on_one_path(node)
        found = [number for number in (own, other) if number is not None]
        return self._things[body][min(found)] if found else None

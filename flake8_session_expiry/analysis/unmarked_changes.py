"""
Which nested changes of one function nothing marks: some path with the change has no mark, and no branch with one whose
condition is related to that of the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import libcst as cst

from flake8_session_expiry.analysis.branches import RelatedBranches
from flake8_session_expiry.analysis.nested_changes import Change, gap_filled, popped_if_there, sets_default
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.semantic.avoidance import avoiding
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect, Effects
from flake8_session_expiry.sessions.ending_calls import SAVING, EffectKind
from flake8_session_expiry.sessions.events import SessionCall


class UnmarkedChanges:
    """Sets of changes are numbers, as in ``avoidance``: bit 0 is the first one."""

    def __init__(
        self, source: SourceFile, effects: Effects, body: cst.FunctionDef | None, changes: Sequence[Change]
    ) -> None:
        """``changes`` are those of one function, in the order of the source."""
        self._source = source
        self._tree = source.tree
        self._changes = changes
        self._every = (1 << len(changes)) - 1
        self._keys: dict[str, int] = {}
        self._names: dict[str | None, int] = {}
        self._nodes: dict[cst.CSTNode, int] = {}
        for number, change in enumerate(changes):
            bit = 1 << number
            self._keys[change.stored.key] = self._keys.get(change.stored.key, 0) | bit
            self._names[change.name] = self._names.get(change.name, 0) | bit
            self._nodes[change.node] = self._nodes.get(change.node, 0) | bit
        nodes = [change.node for change in changes]
        self._related = RelatedBranches(self._tree, nodes, [change.name for change in changes])
        marks = [(effect.node, self._marked_by(effect)) for effect in effects.of(body) if _may_mark(effect)]
        avoided: dict[cst.CSTNode, int] = {}
        for node, marked in marks:
            avoided[node] = avoided.get(node, 0) | marked
        self._unmarked = avoiding(effects.flow(body), nodes, avoided, self._taken(marks))

    def __iter__(self) -> Iterator[Change]:
        """The changes that nothing marks."""
        return (change for number, change in enumerate(self._changes) if self._unmarked >> number & 1)

    def _marked_by(self, effect: Effect) -> int:
        """The changes that are saved if an effect is on the same path."""
        if sets_default(effect):
            return 0
        found = self._every & ~self._nodes.get(effect.node, 0)
        if (popped := popped_if_there(self._source, effect)) is not None:
            found &= self._keys.get(popped, 0)
        if (gap := gap_filled(self._source, self._tree, effect)) is not None:
            with_name = self._every if gap.name is None else self._names.get(gap.name, 0)
            found &= ~(self._keys.get(gap.key, 0) & with_name & ~self._related.inside(gap.branch))
        return found

    def _taken(self, marks: Sequence[tuple[cst.CSTNode, int]]) -> dict[cst.CSTNode, dict[cst.CSTNode, int]]:
        """
        The branches with marks, each with the changes that are related to it: it is assumed that it is taken, too.
        """
        taken: dict[cst.CSTNode, dict[cst.CSTNode, int]] = {}
        for node, marked in marks:
            below = node
            for header in self._tree.ancestors(node):
                if isinstance(header, (cst.FunctionDef, cst.Module)):
                    break
                related = self._related.to(header) & marked
                if related and below is not getattr(header, "test", None):
                    blocks = taken.setdefault(header, {})
                    for block in blocks:
                        blocks[block] &= ~related
                    blocks[below] = blocks.get(below, 0) | related
                below = header
        return taken


class NowAndThen:
    """The calls of a function that mark the session only where a key is missing, or only where it is there."""

    def __init__(self, source: SourceFile, effects: Effects, body: cst.FunctionDef | None) -> None:
        own = ((effect, popped_if_there(source, effect)) for effect in effects.own(body))
        self._calls = [(effect, popped) for effect, popped in own if popped is not None or sets_default(effect)]
        self._flow = effects.flow(body)
        self._places = Places(self._flow, (effect.node for effect, _ in self._calls))

    def method_beside(self, change: Change) -> str | None:
        """The method of the first one on a path with a change; not ``pop()`` of its own key, which is there."""
        first = self._places.first_on_one_path(change.node)
        for effect, popped in islice(self._calls, first, None) if first is not None else ():
            if popped != change.stored.key and self._flow.on_one_path(effect.node, change.node):
                assert isinstance(effect.event, SessionCall)
                return effect.event.method
        return None


def _may_mark(effect: Effect) -> bool:
    return effect.kind in SAVING or effect.kind is EffectKind.ESCAPES

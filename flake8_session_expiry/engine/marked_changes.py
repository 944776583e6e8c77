"""
Which changes inside of a session's values are certainly saved, because each path with the change marks that session:
``cart["x"] = 1``, then ``request.session["cart"] = cart``. Narrower than the rule about them: in doubt a change may be
lost.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes

_OWN = frozenset({"self", "cls"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_PASSED_THROUGH = (ast.If, ast.With, ast.AsyncWith, *_LOOPS)
_LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Try, ast.TryStar)
# Not ``if "cart" not in session``, below which a session is marked the first time only.
_PLAIN_TESTS = (ast.Name, ast.Attribute, ast.Call)
_MODIFIED, _SAVE = ".modified", ".save"
_DEEPEST = 40
"""How many blocks inside of each other (branches of an ``elif`` are) are looked into."""


@dataclass
class _Block:
    """
    The statements of a block: which of them mark which sessions, by their numbers, and which may leave the function or
    the block, or raise.
    """

    marks: dict[str, list[int]]
    leaving: list[int]

    def is_marked_before(self, number: int, session: str) -> bool:
        """Whether a statement before one marks a session."""
        marks = self.marks.get(session)
        return marks is not None and marks[0] < number

    def is_marked_from(self, number: int, session: str) -> bool:
        """Whether a statement from one on marks a session before another one may leave."""
        marks = self.marks.get(session, ())
        place = bisect_left(marks, number)
        return place < len(marks) and marks[place] <= self._first_leaving(number)

    def may_leave_from(self, number: int) -> bool:
        """Whether a statement from one on may leave."""
        return self._first_leaving(number) < sys.maxsize

    def marked(self) -> frozenset[str]:
        """The sessions that it marks as a whole."""
        return frozenset(session for session in self.marks if self.is_marked_from(0, session))

    def _first_leaving(self, number: int) -> int:
        place = bisect_left(self.leaving, number)
        return self.leaving[place] if place < len(self.leaving) else sys.maxsize


@dataclass
class MarkedChanges:
    """Asked for the changes of one module."""

    nodes: PythonNodes
    bindings: BoundNames
    _places: dict[ast.stmt, tuple[Sequence[ast.stmt], int]] = field(default_factory=dict)
    _blocks: dict[int, _Block] = field(default_factory=dict)
    _leaving: dict[ast.stmt, bool] = field(default_factory=dict)
    _receivers: dict[str, str] = field(default_factory=dict)
    _depth: int = 0

    def is_marked(self, change: ast.AST, session: str) -> bool:
        """Whether each path with a change has a mark of the session, by the text of that (``receiver``)."""
        node = self.nodes.parents.get(change)
        while node is not None and not isinstance(node, ast.stmt):
            node = self.nodes.parents.get(node)
        while isinstance(node, ast.stmt) and session:
            above = self.nodes.parents[node]
            block, index = self._place(node, above)
            if block is None or not isinstance(above, (*_FUNCTIONS, *_PASSED_THROUGH)):
                return False
            found = self._block(block)
            if found.is_marked_before(index, session) or found.is_marked_from(index + 1, session):
                return self.nodes.function_of(node) is not None
            is_left = found.may_leave_from(index + 1)
            is_left = is_left or (isinstance(above, _LOOPS) and any(map(self._may_leave, above.orelse)))
            if is_left or isinstance(above, _FUNCTIONS):
                return False
            node = above
        return False

    def _place(self, statement: ast.stmt, above: ast.AST) -> tuple[Sequence[ast.stmt] | None, int]:
        """The block of a statement, and where it stands in it."""
        if statement not in self._places:
            for name in ("body", "orelse"):
                block: list[ast.stmt] = getattr(above, name, [])
                self._places.update((each, (block, index)) for index, each in enumerate(block))
        return self._places.get(statement, (None, 0))

    def _block(self, statements: Sequence[ast.stmt]) -> _Block:
        if id(statements) not in self._blocks:
            marks: dict[str, list[int]] = {}
            for number, statement in enumerate(statements):
                for session in self._marked_by(statement):
                    marks.setdefault(session, []).append(number)
            leaving = [number for number, statement in enumerate(statements) if self._may_leave(statement)]
            self._blocks[id(statements)] = _Block(marks, leaving)
        return self._blocks[id(statements)]

    def _may_leave(self, statement: ast.stmt) -> bool:
        if statement not in self._leaving:
            self._leaving[statement] = any(isinstance(part, _LEAVES) for part in ast.walk(statement))
        return self._leaving[statement]

    def _marked_by(self, statement: ast.stmt) -> Set[str]:
        """
        What a statement certainly marks, if it is a session: it writes or deletes a key, sets ``modified``, saves it.
        """
        if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Delete)):
            targets = [statement.target] if isinstance(statement, ast.AugAssign) else statement.targets
            marked = {dotted(target.value) for target in targets if isinstance(target, ast.Subscript)}
            if isinstance(statement, ast.Assign) and _is_true(statement.value):
                marked |= {dotted(target).removesuffix(_MODIFIED) for target in targets if _ends(target, _MODIFIED)}
            return marked
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            function = statement.value.func
            return {dotted(function).removesuffix(_SAVE)} if _ends(function, _SAVE) else set()
        if isinstance(statement, ast.If) and isinstance(statement.test, _PLAIN_TESTS):
            blocks = [statement.body, statement.orelse]
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            blocks = [statement.body]
        else:
            return set()
        self._depth += 1
        found = [self._block(block).marked() for block in blocks] if self._depth <= _DEEPEST else [frozenset[str]()]
        self._depth -= 1
        return frozenset.intersection(*found)

    # -- which session -------------------------------------------------------------------------------------------------

    def receiver(self, session: ast.expr) -> str:
        """The text of an expression that is the same session of a request wherever it stands in a function; else ""."""
        text = dotted(session)
        if text not in self._receivers:
            self._receivers[text] = text if self._is_certain(text) else ""
        return self._receivers[text]

    def _is_certain(self, text: str) -> bool:
        if self._is_of_request(text):
            return True
        root, _, attribute = text.rpartition(".")
        if root in _OWN:
            values = () if attribute in self._odd_attributes else self.bindings.attributes.get(attribute, ())
        else:
            values = () if root or attribute in self._odd_names else self.bindings.values.get(attribute, ())
        texts = {dotted(value) for value in values}
        return len(texts) == 1 and all(map(self._is_of_request, texts))

    def _is_of_request(self, text: str) -> bool:
        """``request.session`` and ``self.request.session``, where nothing in the module assigns a part of it."""
        *owner, last = text.split(".")
        if last != "session" or self._is_replaced or not owner:
            return False
        if owner[0] not in _OWN:
            return len(owner) == 1 and owner[0] not in self._assigned
        is_assigned = owner[-1] in self.bindings.attributes or owner[-1] in self._odd_attributes
        return len(owner) == 2 and not is_assigned and owner[-1] not in self._assigned

    @cached_property
    def _assigned(self) -> frozenset[str]:
        """All names that are bound, but for parameters."""
        names = {node.id for node in self.nodes.of(ast.Name) if isinstance(node, ast.Name) and _is_bound(node)}
        found = self.bindings
        return frozenset(names | found.caught | found.defined | found.imported.keys())

    @cached_property
    def _odd_names(self) -> frozenset[str]:
        """The names that are bound in another way than by an assignment of one value."""
        found = self.bindings
        odd = {
            node.id
            for node in self.nodes.of(ast.Name)
            if isinstance(node, ast.Name) and _is_bound(node) and self.nodes.value_of_target(node) is None
        }
        return frozenset(odd | found.caught | found.defined | found.imported.keys())

    @cached_property
    def _odd_attributes(self) -> frozenset[str]:
        return frozenset(
            node.attr
            for node in self.nodes.of(ast.Attribute)
            if isinstance(node, ast.Attribute) and _is_bound(node) and self.nodes.value_of_target(node) is None
        )

    @cached_property
    def _is_replaced(self) -> bool:
        """Whether the module assigns ``request.session``, or something by ``setattr``."""
        attributes = (node for node in self.nodes.of(ast.Attribute) if isinstance(node, ast.Attribute))
        written = (node for node in attributes if node.attr == "session" and _is_bound(node))
        if any(not isinstance(node.value, ast.Name) or node.value.id not in _OWN for node in written):
            return True
        calls = (node for node in self.nodes.of(ast.Call) if isinstance(node, ast.Call))
        return any(isinstance(call.func, ast.Name) and call.func.id in {"setattr", "delattr"} for call in calls)


def _ends(node: ast.expr, end: str) -> bool:
    return dotted(node).endswith(end)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_bound(node: ast.Name | ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load)


def dotted(node: ast.expr) -> str:
    """``request.session`` of that expression; "" for anything but names and their attributes."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""

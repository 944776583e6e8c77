"""
The walk through LibCST's tree: in its own lexical order, with a table of parents. LibCST's ``visit`` makes every node
anew, which takes ten times as long.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

import libcst as cst

NodeT = TypeVar("NodeT", bound=cst.CSTNode)
ResultT = TypeVar("ResultT")

# Blanks and punctuation: no rule is about them, and they are most of the nodes of a tree.
SKIPPED: tuple[type[cst.CSTNode], ...] = (
    cst.BaseParenthesizableWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Newline,
    cst.Comment,
    cst.Comma,
    cst.Dot,
    cst.Semicolon,
    cst.AssignEqual,
    cst.Colon,
    cst.LeftParen,
    cst.RightParen,
    cst.LeftSquareBracket,
    cst.RightSquareBracket,
    cst.LeftCurlyBrace,
    cst.RightCurlyBrace,
    cst.BaseUnaryOp,
    cst.BaseBinaryOp,
    cst.BaseBooleanOp,
    cst.BaseCompOp,
    cst.BaseAugOp,
)


class _FieldRecorder(cst.CSTVisitor):
    """Records in which order LibCST visits the fields of a node."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        return False

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        self.fields.append(attribute)


# Fields that never have anything but blanks and punctuation are skipped.
_SKIPPED_FIELD = re.compile(
    r"whitespace\w*|\w+_whitespace|lpar|rpar|[lr]brace|[lr]bracket|comma|dot|semicolon|equal|operator|header|footer"
    r"|newline|leading_lines|lines_after_decorators|first_colon|second_colon|empty_lines|first_line|last_line"
)
# LibCST visits this field only where it is not None, so the first node of its type may not show it. It is the last
# field of its node.
_NOT_ALWAYS_VISITED = "format_spec"
_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {}


def _fields(node: cst.CSTNode) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _FIELDS:
        recorder = _FieldRecorder()
        node._visit_and_replace_children(recorder)
        if hasattr(node, _NOT_ALWAYS_VISITED):
            recorder.fields.append(_NOT_ALWAYS_VISITED)
        _FIELDS[kind] = tuple(name for name in dict.fromkeys(recorder.fields) if not _SKIPPED_FIELD.fullmatch(name))
    return _FIELDS[kind]


_IS_SKIPPED: dict[type[object], bool] = {}


def _skipped(kind: type[object]) -> bool:
    """
    Whether values of this type are not taken for children: blanks, punctuation, and whatever is no node (text, None,
    sentinels).
    """
    if kind not in _IS_SKIPPED:
        _IS_SKIPPED[kind] = issubclass(kind, SKIPPED) or not issubclass(kind, cst.CSTNode)
    return _IS_SKIPPED[kind]


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The children of ``node`` that are more than blanks and punctuation, in lexical order."""
    found: list[cst.CSTNode] = []
    for name in _FIELDS.get(type(node)) or _fields(node):
        value = getattr(node, name)
        kind = type(value)
        if kind is list or kind is tuple:
            found += [item for item in value if not _skipped(type(item))]
        elif not _skipped(kind):
            found.append(value)
    return found


def descendants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Everything below ``node`` in lexical order, ``node`` not included."""
    stack = children(node)[::-1]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


class Leave:
    """Marks in ``Tree.steps`` that the walk is done with a node and all that is in it."""

    __slots__ = ("node",)

    def __init__(self, node: cst.CSTNode) -> None:
        self.node = node


class Tree:
    """
    A module as lists: its nodes in order, by type, and the parent of each. Rules loop over these instead of walking
    again.
    """

    def __init__(self, module: cst.Module) -> None:
        self.module = module
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.order: dict[cst.CSTNode, int] = {}
        self._last: dict[cst.CSTNode, int] = {}  # the order of the last node in each one
        self.by_type: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}
        self.steps: list[cst.CSTNode | Leave] = []
        self._answers: dict[tuple[object, cst.CSTNode], object] = {}
        self._flatten()

    def _flatten(self) -> None:
        parents, order, by_type, steps, last = self.parents, self.order, self.by_type, self.steps, self._last
        stack: list[cst.CSTNode | Leave] = [self.module]
        while stack:
            node = stack.pop()
            steps.append(node)
            if isinstance(node, Leave):
                last[node.node] = len(order) - 1
                continue
            order[node] = len(order)
            by_type.setdefault(type(node), []).append(node)
            below = children(node)
            stack.append(Leave(node))
            for child in reversed(below):
                parents[child] = node
                stack.append(child)

    def once(self, question: Callable[[Tree, NodeT], ResultT], node: NodeT) -> ResultT:
        """
        The answer of a function (of a module, not a lambda) to a question about one node, which is asked only once:
        what many places in a class or block ask about it.
        """
        key = question, node
        if key not in self._answers:
            self._answers[key] = question(self, node)
        return self._answers[key]  # type: ignore[return-value]

    def once_before(
        self, question: Callable[[Tree, NodeT], cst.CSTNode | None], block: NodeT, node: cst.CSTNode
    ) -> bool:
        """Whether what a function finds in a block (``once``) stands before ``node``: a test that leaves, say."""
        found = self.once(question, block)
        return found is not None and self.order[found] < self.order[node]

    def of(self, kind: type[NodeT]) -> list[NodeT]:
        """All nodes of exactly this type, in lexical order."""
        return self.by_type.get(kind, [])  # type: ignore[return-value]

    def names(self, name: str) -> list[cst.Name]:
        """Every place where a name is written, in lexical order."""
        return self._names.get(name, [])

    @cached_property
    def _names(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for node in self.of(cst.Name):
            found.setdefault(node.value, []).append(node)
        return found

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Parent, grandparent ... up to the module."""
        current = self.parents.get(node)
        while current is not None:
            yield current
            current = self.parents.get(current)

    def nearest(self, node: cst.CSTNode, *kinds: type[NodeT]) -> NodeT | None:
        """The nearest ancestor of one of these types."""
        for above in self.ancestors(node):
            if isinstance(above, kinds):
                return above
        return None

    def statement(self, node: cst.CSTNode) -> cst.CSTNode:
        """
        The statement that ``node`` belongs to: its small statement if it is in one, else the compound statement whose
        header holds it.

        ``node`` itself if it is a statement; the module for what is outside of any.
        """
        current = node
        while not isinstance(current, (cst.BaseSmallStatement, cst.BaseCompoundStatement, cst.Module)):
            current = self.parents[current]
        return current

    def whole_statement(self, call: cst.CSTNode) -> cst.Expr | None:
        """
        The statement that is nothing but this call, awaited or not; None where the call is a part of something
        (``f(), call()``).
        """
        parent = self.parents[call]
        above = self.parents[parent] if isinstance(parent, cst.Await) else parent
        return above if isinstance(above, cst.Expr) else None

    def beside(self, statement: cst.CSTNode, lines: int) -> cst.CSTNode | None:
        """
        The small statement of the block of ``statement`` that stands some lines below it (1), or above it (-1); 0 is
        itself. None where there is none, for a line with two of them and for a compound one.
        """
        own = self.parents[statement]
        block = self.parents.get(own)
        if not isinstance(block, (cst.IndentedBlock, cst.Module)):
            return None
        place = self.once(_places_of_lines, block)[own] + lines
        line = block.body[place] if 0 <= place < len(block.body) else None
        return line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None

    def contains(self, outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether ``inner`` is ``outer`` or is inside of it."""
        if inner is outer or outer not in self.order or inner not in self.order:
            return inner is outer
        return self.order[outer] < self.order[inner] <= self._last[outer]

    def last(self, outer: cst.CSTNode) -> int:
        """The place in ``order`` of the last node in ``outer``."""
        return self._last[outer]

    def inside(self, outer: cst.CSTNode, kind: type[NodeT]) -> list[NodeT]:
        """All nodes of exactly this type below ``outer``, in lexical order; faster than to walk through it."""
        return self.within(outer, self.of(kind))

    def names_inside(self, outer: cst.CSTNode, name: str) -> list[cst.Name]:
        """Every place below ``outer`` where a name is written, in lexical order."""
        return self.within(outer, self.names(name))

    def within(self, outer: cst.CSTNode, nodes: list[NodeT]) -> list[NodeT]:
        """Those of ``nodes``, which are in lexical order, that are below ``outer``."""
        place = self.order.__getitem__
        first, last = self.order[outer], self._last[outer]
        return nodes[bisect_right(nodes, first, key=place) : bisect_right(nodes, last, key=place)]


def _places_of_lines(_: Tree, block: cst.IndentedBlock | cst.Module) -> dict[cst.CSTNode, int]:
    return {line: place for place, line in enumerate(block.body)}

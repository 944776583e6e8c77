"""LibCST's tree of a text, and the text of a tree with the characters of each node. Only where a file needs it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import libcst as cst
from libcst._nodes.internal import CodegenState

from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.walk import Tree


def parsed_tree(text: str) -> Tree:
    """The flattened tree of a text. Raises SourceError where LibCST cannot parse it."""
    try:
        with _no_garbage_collection():
            return Tree(cst.parse_module(text))
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, UnicodeError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise SourceError(f"LibCST cannot parse it: {reason[0]}") from error


def text_and_spans(
    module: cst.Module, node: cst.CSTNode, indents: Sequence[str] = ()
) -> tuple[str, dict[cst.CSTNode, tuple[int, int]]]:
    """
    The text of one node, which need not be of this module, and which of its characters each node in it covers.

    ``indents`` are those of the blocks that it is in, outermost first. The time grows with the length of the node.
    """
    state = _SpanState(default_indent=module.default_indent, default_newline=module.default_newline)
    state.indent_tokens.extend(indents)
    node._codegen(state)
    return "".join(state.tokens), state.spans


@dataclass
class _SpanState(CodegenState):
    """
    Code generation that notes the characters each node covers (LibCST's PositionProvider notes lines and columns
    instead).
    """

    spans: dict[cst.CSTNode, tuple[int, int]] = field(default_factory=dict)
    length: int = 0
    starts: list[int] = field(default_factory=list)

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.length += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts.append(self.length)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self.starts.pop()
        self.spans.setdefault(node, (start, self.length))

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.length
        yield
        first = start if start_node is None else self.spans[start_node][0]
        last = self.length if end_node is None else self.spans[end_node][1]
        self.spans[node] = (first, last)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """
    For the time of a parse: all objects of a growing tree are alive, so the collector finds nothing and doubles the
    time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

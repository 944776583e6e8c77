"""
One file as it was read: its text, its trees and, computed when they are first used, the positions of nodes. Loads
LibCST only where its tree is asked for.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from flake8_session_expiry.engine.decoding import SourceError, decode
from flake8_session_expiry.engine.size_limits import too_deep, too_large, too_many_nodes

if TYPE_CHECKING:
    import libcst as cst

    from flake8_session_expiry.engine.walk import Tree

_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class SourceFile:
    """
    A Python file. ``name`` is its path, or ``--stdin-display-name`` for text that an editor gives flake8 as standard
    input.

    ``text`` has no byte order mark; newlines are as they were read. ``given_tree`` is Python's own tree where the
    caller has it already.
    """

    name: str
    text: str
    given_tree: ast.Module | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_lines(cls, name: str, lines: Sequence[str], tree: ast.Module | None = None) -> SourceFile:
        """From flake8's ``lines``. The path is not read again: the text of an editor may not be saved yet."""
        return cls(name, "".join(lines).removeprefix("\ufeff"), tree)

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> SourceFile:
        """From a file's bytes. Raises SourceError where they cannot be decoded."""
        return cls(name, decode(data)[0].removeprefix("\ufeff"))

    def take_over(self, other: SourceFile) -> None:
        """Use Python's tree of another file with the same text, and what was made of it."""
        made = vars(other)
        vars(self).update((name, made[name]) for name in ("python_tree", "line_starts") if name in made)

    def refuse_if_too_large(self) -> None:
        """
        Raises SourceError for a text that is too long. To be called before Python parses it, which alone takes 700 MB
        for a dense megabyte.
        """
        if refused := too_large(self.text):
            raise SourceError(refused)

    @cached_property
    def python_tree(self) -> ast.Module:
        """Python's own tree. Raises SourceError where Python refuses the text (flake8 reports that as E999)."""
        if self.given_tree is not None:
            return self.given_tree
        try:
            return ast.parse(self.text)
        except SyntaxError as error:
            line = f" (line {error.lineno})" if error.lineno else ""
            raise SourceError(f"cannot be parsed: {error.msg}{line}") from error
        # Python's own parser raises a MemoryError without a text where it is nested too deeply.
        except (ValueError, RecursionError, MemoryError) as error:
            raise SourceError(f"cannot be parsed: {str(error) or 'nested too deeply for Python'}") from error

    @cached_property
    def tree(self) -> Tree:
        """
        LibCST's tree with parents and order.

        Python always parses first: some input that it refuses with an exception overflows the stack of LibCST. Raises
        SourceError where Python refuses the text, where it is nested too deeply or has too many nodes, and where LibCST
        cannot parse what Python can.
        """
        if refused := too_deep(self.python_tree) or too_many_nodes(self.text, self.python_tree):
            raise SourceError(refused)
        from flake8_session_expiry.engine.libcst_tree import parsed_tree

        return parsed_tree(self.text)

    @cached_property
    def _generated(self) -> tuple[str, dict[cst.CSTNode, tuple[int, int]]]:
        try:
            return self.text_and_spans(self.tree.module)
        except RecursionError as error:
            raise SourceError("nested too deeply for LibCST") from error

    @property
    def spans(self) -> dict[cst.CSTNode, tuple[int, int]]:
        """
        Which characters of ``text`` each node covers, without the blanks around it. Takes about as long as parsing.
        """
        return self._generated[1]

    @cached_property
    def comments(self) -> list[tuple[int, int, str]]:
        """Start, end and text of each comment, in the order of the source."""
        import libcst as cst

        return sorted((*span, node.value) for node, span in self.spans.items() if isinstance(node, cst.Comment))

    @property
    def spans_are_true(self) -> bool:
        """
        Whether the code of LibCST's tree is the text that it was made of; where it is not, no fix may be made by its
        spans.
        """
        return self._generated[0] == self.text

    def text_and_spans(
        self, node: cst.CSTNode, indents: Sequence[str] = ()
    ) -> tuple[str, dict[cst.CSTNode, tuple[int, int]]]:
        """
        The text of one node, which need not be of this tree, and which of its characters each node in it covers.

        ``indents`` are those of the blocks that it is in, outermost first. The time grows with the length of the node.
        """
        from flake8_session_expiry.engine.libcst_tree import text_and_spans

        return text_and_spans(self.tree.module, node, indents)

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins, in characters."""
        if "\r" in self.text:
            return [0, *(match.end() for match in _NEWLINE.finditer(self.text))]
        before = accumulate(map(len, self.text.split("\n")), initial=0)
        return [length + number for number, length in enumerate(before)][:-1]

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Line (from 1) and column (from 0, in characters) of the first character of ``node``."""
        return self.position_of_offset(self.spans[node][0])

    def position_of_offset(self, offset: int) -> tuple[int, int]:
        """Line (from 1) and column (from 0) of one character."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1]

    def code(self, node: cst.CSTNode) -> str:
        """
        The code of ``node`` as it is in the file. Fast: needs no positions.

        An expression that may span several lines only because of brackets around it gets brackets of its own, so that
        it can be written elsewhere.
        """
        from libcst import BaseExpression

        code = self.tree.module.code_for_node(node).strip()
        is_open = "\n" in code and isinstance(node, BaseExpression) and not _stands_alone(code)
        return f"({code}\n)" if is_open and "#" in code else f"({code})" if is_open else code


def _stands_alone(code: str) -> bool:
    try:
        ast.parse(code, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True

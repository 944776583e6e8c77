"""The comments that are about one expression: beside it and directly above it."""

from __future__ import annotations

import re
from itertools import takewhile

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile

# What may be on a line beside the value that its comment is about: the name of a parameter before it, brackets and a
# comma after it.
_BEFORE = re.compile(r"\s*(?:\w+\s*=)?[\s(\[]*")
_AFTER = re.compile(r"[\s),\]]*")


def comments_beside(source: SourceFile, node: cst.BaseExpression) -> tuple[str, ...]:
    """
    The comments about an expression, each with its ``#``; consecutive lines above it are one comment.

    If the expression is all of its statement (``x = value``, ``f(value)``, ``return await f(a=value)``), these are the
    comment at the end, the one after the opening bracket and the lines directly above. In a statement with other
    values, and for an expression of several lines, only a comment on (or directly above) lines without other values is
    about it. In headers of compound statements and lines with a ``;`` none is.
    """
    line = _line_of(source, node)
    if "#" not in source.text or line is None:
        return ()
    whole = is_whole_statement(source, node)
    layout = _Layout(source, node, line)
    found = [layout.joined(layout.own_lines_above()), *layout.on_the_last_line(whole)]
    if whole:
        found = [layout.joined(_leading_comments(source, line)), *layout.at_the_edges(), *found]
    return tuple(dict.fromkeys(comment for comment in found if comment))


def is_whole_statement(source: SourceFile, node: cst.BaseExpression) -> bool:
    """Whether ``node`` is all of its statement: it is assigned, returned, or the only argument of a call that is."""
    below: cst.CSTNode = node
    for above in source.tree.ancestors(node):
        if isinstance(above, (cst.Assign, cst.AnnAssign, cst.Return, cst.Expr)):
            return True
        is_of_one_argument = isinstance(above, cst.Call) and len(above.args) == 1 and below is above.args[0]
        if not is_of_one_argument and not isinstance(above, (cst.Arg, cst.Await)):
            break
        below = above
    return False


def _line_of(source: SourceFile, node: cst.BaseExpression) -> cst.SimpleStatementLine | cst.SimpleStatementSuite | None:
    line = source.tree.parents.get(source.tree.statement(node))
    if isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite)) and len(line.body) == 1:
        return line
    return None


def _leading_comments(source: SourceFile, line: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> list[str]:
    """
    The comment lines directly above a statement; for the first statement LibCST has them in the header of the module.
    """
    module = source.tree.module
    lines = [] if isinstance(line, cst.SimpleStatementSuite) else [*line.leading_lines]
    if module.body[0] is line:
        lines = [*module.header, *lines]
    together = takewhile(lambda empty: empty.comment is not None, reversed(lines))
    return [empty.comment.value for empty in together if empty.comment is not None][::-1]


class _Layout:
    """The comments of one statement and their lines, counted from the first line of its code."""

    def __init__(
        self,
        source: SourceFile,
        node: cst.BaseExpression,
        line: cst.SimpleStatementLine | cst.SimpleStatementSuite,
    ) -> None:
        text, spans = source.text_and_spans(line)
        self.lines = text.splitlines()
        self.first = text.count("\n", 0, min(spans[small][0] for small in line.body))
        start, end = spans[node][0], spans[node][1]
        if node.lpar:
            start, end = spans[node.lpar[0]][0], spans[node.rpar[-1]][1]
        self.top, self.bottom = text.count("\n", 0, start), text.count("\n", 0, end)
        self.before = text[text.rfind("\n", 0, start) + 1 : start]
        self.after_offset = end - (text.rfind("\n", 0, end) + 1)
        self.ends_in_bracket = text[end - 1 : end] in {")", "]"}
        self.comments: dict[int, tuple[str, int]] = {}
        for item, (begin, _) in spans.items():
            if isinstance(item, cst.Comment):
                column = begin - (text.rfind("\n", 0, begin) + 1)
                self.comments[text.count("\n", 0, begin)] = (item.value, column)

    def at_the_edges(self) -> list[str]:
        """The comments on the first and the last line of the statement, where these have no part of the value."""
        return [
            self.comments[number][0]
            for number in (self.first, len(self.lines) - 1)
            if number in self.comments and not self.top <= number <= self.bottom
        ]

    def on_the_last_line(self, whole: bool) -> list[str]:
        """
        The comment on the line where the value ends. If the value has several lines, the comment may be about its last
        operand only.
        """
        one_line = self.top == self.bottom
        leads = whole if self.top == self.first else _BEFORE.fullmatch(self.before) is not None
        if not leads or self.bottom not in self.comments or not (one_line or self.ends_in_bracket):
            return []
        comment, column = self.comments[self.bottom]
        return [comment] if _AFTER.fullmatch(self.lines[self.bottom][self.after_offset : column]) else []

    def own_lines_above(self) -> list[str]:
        """The comment lines directly above the value that are inside of its statement."""
        if self.top == self.first or _BEFORE.fullmatch(self.before) is None:
            return []
        found = []
        for number in range(self.top - 1, self.first, -1):
            comment, column = self.comments.get(number, ("", 0))
            if not comment or self.lines[number][:column].strip():
                break
            found.append(comment)
        return found[::-1]

    @staticmethod
    def joined(lines: list[str]) -> str:
        """Consecutive lines as one comment."""
        return " ".join([lines[0], *(line.lstrip("#").strip() for line in lines[1:])]) if lines else ""

"""The comments that are about one expression: beside it and directly above it."""

from __future__ import annotations

import re
from itertools import takewhile

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile

# What may share a line with a value that a comment is about: the name of its parameter before it, brackets and a comma after it.
_BEFORE = re.compile(r"\s*(?:\w+\s*=)?[\s(\[]*")
_AFTER = re.compile(r"[\s),\]]*")


def comments_beside(source: SourceFile, node: cst.BaseExpression) -> tuple[str, ...]:
    """
    The comments about an expression, each with its ``#``; lines that stand together above it are one comment.

    If the statement consists of that one value (``x = value``, ``f(value)``, ``return await f(a=value)``) these are the comment at its end, the one after
    its opening bracket and the lines directly above. In a statement with more in it, and in an expression of several lines, a
    comment counts only on (or directly above) lines that the value has to itself. Headers of compound statements and lines with a ``;`` have none.
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
    """Whether nothing else stands in the statement of ``node``: it is assigned, returned, or the only argument of a call that is."""
    below: cst.CSTNode = node
    for above in source.tree.ancestors(node):
        if isinstance(above, cst.Call):
            if len(above.args) != 1 or below is not above.args[0]:
                return False
        elif isinstance(above, (cst.Assign, cst.AnnAssign, cst.Return, cst.Expr)):
            return True
        elif not isinstance(above, (cst.Arg, cst.Await)):
            return False
        below = above
    return False


def _line_of(source: SourceFile, node: cst.BaseExpression) -> cst.SimpleStatementLine | cst.SimpleStatementSuite | None:
    line = source.tree.parents.get(source.tree.statement(node))
    if isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite)) and len(line.body) == 1:
        return line
    return None


def _leading_comments(source: SourceFile, line: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> list[str]:
    """The comment lines directly above a statement; above the first of a module they belong to the module's header."""
    if isinstance(line, cst.SimpleStatementSuite):
        return []
    module = source.tree.module
    lines = [*line.leading_lines]
    if module.body[0] is line:
        lines = [*module.header, *lines]
    together = takewhile(lambda empty: empty.comment is not None, reversed(lines))
    return [empty.comment.value for empty in together if empty.comment is not None][::-1]


class _Layout:
    """Which comment of one statement stands on which line, counted from the first line of its code."""

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
        """The comments on the first and the last line of the statement that hold no part of the value."""
        return [
            self.comments[number][0]
            for number in (self.first, len(self.lines) - 1)
            if number in self.comments and not self.top <= number <= self.bottom
        ]

    def on_the_last_line(self, whole: bool) -> list[str]:
        """The comment on the line where the value ends. In a value of several lines it may speak of the last operand only."""
        one_line = self.top == self.bottom
        leads = whole if self.top == self.first else _BEFORE.fullmatch(self.before) is not None
        if not leads or self.bottom not in self.comments or not (one_line or self.ends_in_bracket):
            return []
        comment, column = self.comments[self.bottom]
        return [comment] if _AFTER.fullmatch(self.lines[self.bottom][self.after_offset : column]) else []

    def own_lines_above(self) -> list[str]:
        """The comment lines inside of the statement directly above the value."""
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
        """One comment out of lines that stand together."""
        return " ".join([lines[0], *(line.lstrip("#").strip() for line in lines[1:])]) if lines else ""

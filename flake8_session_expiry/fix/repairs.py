"""One fix as changes of a text: which characters it takes out, and which it puts there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Insert, NeededImport, Remove, Replace, Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix import render
from flake8_session_expiry.fix.render import NotPossible
from flake8_session_expiry.fix.spans import Span, with_blank_line

_REST_OF_LINE = re.compile(r"(?:[ \t\f;]|\\(?:\r\n?|\n))*(?:#[^\r\n]*)?(?:\r\n?|\n|\Z)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Splice:
    """``text`` in the place of the characters ``start`` to ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Repair:
    """
    One fix, ready to be made. It is unsafe where a comment would be lost, whatever the rule says.

    ``claims`` are the spans that no other repair of the same pass may touch. ``emptying`` are the blocks that it takes
    statements out of, with their number.
    """

    finding: Finding
    splices: tuple[Splice, ...]
    claims: tuple[Span, ...]
    emptying: tuple[tuple[cst.CSTNode, int], ...]
    safety: Safety
    imports: tuple[NeededImport, ...]


def repair(source: SourceFile, finding: Finding, fix: Fix) -> Repair | None:
    """The text changes of one fix; None where it cannot be written at its place."""
    removed = [edit.statement for edit in fix.edits if isinstance(edit, Remove)]
    try:
        splices, claims = [], []
        for edit in fix.edits:
            if isinstance(edit, Replace):
                splices.append(_replacement(source, edit))
                claims.append((splices[-1].start, splices[-1].end))
            elif isinstance(edit, Insert):
                splice, claim = _insertion(source, edit)
                splices.append(splice)
                claims.append(claim)
        kept = "\n".join(splice.text for splice in splices)
        taken, emptying = _removals(source, removed, kept)
    except NotPossible:
        return None
    splices = sorted([*splices, *taken], key=lambda splice: (splice.start, splice.end))
    claims += [(splice.start, splice.end) for splice in taken]
    if not splices or any(earlier.end > later.start for earlier, later in zip(splices, splices[1:], strict=False)):
        return None
    safety = Safety.UNSAFE if _drops_a_comment(source, splices, kept) else fix.safety
    return Repair(finding, tuple(splices), tuple(claims), tuple(emptying), safety, fix.imports)


def _replacement(source: SourceFile, edit: Replace) -> Splice:
    node = edit.node
    if isinstance(node, cst.BaseExpression):
        start, end = _expression_span(source, node)
        return _spaced(source.text, Splice(start, end, render.expression(source, node, edit.by)))
    start, end = _statement_span(source, node)
    if isinstance(node, cst.BaseCompoundStatement):  # a comment beside its last line is a part of it
        end = render.end_of_line(source.text, end)
    inside = render.indents(source, node)
    if not isinstance(edit.by, str):
        return Splice(start, end, render.statement(source, edit.by, inside))
    if not isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement | cst.SimpleStatementLine):
        return Splice(start, end, edit.by)
    lines = render.statements(source, edit.by, inside)
    if len(lines) == 1 and not (isinstance(node, cst.BaseSmallStatement) and _is_compound(edit.by)):
        return Splice(start, end, lines[0])
    line_start, _ = _own_lines(source, node)
    if isinstance(node, cst.BaseSmallStatement) and len(_siblings(source, node)[1]) > 1:
        raise NotPossible
    indentation = source.text[line_start:start].lstrip("\f")
    return Splice(start, end, (source.tree.module.default_newline + indentation).join(lines))


def _expression_span(source: SourceFile, node: cst.BaseExpression) -> Span:
    """The characters of an expression with its brackets; without them, if there are comments in them, which stay."""
    start, end = source.spans[node]
    if not node.lpar:
        return start, end
    first, last = source.spans[node.lpar[0]][0], source.spans[node.rpar[-1]][1]
    commented = "#" in source.text[first:start] or "#" in source.text[end:last]
    return (start, end) if commented else (first, last)


def _is_compound(code: str) -> bool:
    return not isinstance(cst.parse_module(code.strip()).body[0], cst.SimpleStatementLine)


def _spaced(text: str, splice: Splice) -> Splice:
    """With a blank where new code would otherwise be one word with its neighbour: ``return"x"``, ``"x"if y``."""
    before, after = text[splice.start - 1 : splice.start], text[splice.end : splice.end + 1]
    new = splice.text
    if _WORD.match(before) and (_WORD.match(new) or new[:1] in {"'", '"'}):
        new = f" {new}"
    if _WORD.match(after) and _WORD.match(new[-1:]):
        new = f"{new} "
    return Splice(splice.start, splice.end, new)


def _insertion(source: SourceFile, edit: Insert) -> tuple[Splice, Span]:
    statement = edit.statement
    line_start, line_end = _own_lines(source, statement)
    line, small = _siblings(source, statement)
    if small and small[0 if edit.before else -1] is not statement and line is not statement:
        raise NotPossible
    start, _ = _statement_span(source, line)
    indentation = source.text[line_start:start].lstrip("\f")
    newline = source.tree.module.default_newline
    lines = render.statements(source, edit.code, [indentation], with_head=True)
    new = "".join(f"{indentation}{each}{newline}" for each in lines)
    point = line_start if edit.before else line_end
    if point and source.text[point - 1] not in "\r\n":
        new = newline + new.removesuffix(newline)
    claim = (point, point)
    if not isinstance(statement, cst.BaseCompoundStatement):
        claim = line_start, line_end
    return Splice(point, point, new), claim


def _with_moved_comments(source: SourceFile, line_start: int, kept: str) -> int:
    """
    Where the comment lines directly above a line begin, if they are in ``kept``, too: a fix that moves a statement
    moves them with it.
    """
    line = bisect_left(source.line_starts, line_start)
    while line:
        comment = source.text[source.line_starts[line - 1] : source.line_starts[line]].strip()
        if not comment.startswith("#") or comment not in kept:
            break
        line -= 1
    return source.line_starts[line]


def _statement_span(source: SourceFile, node: cst.CSTNode) -> Span:
    start, end = source.spans[node]
    if isinstance(node, cst.FunctionDef | cst.ClassDef) and node.decorators:
        start = source.spans[node.decorators[0]][0]
    return start, end


def _siblings(source: SourceFile, node: cst.CSTNode) -> tuple[cst.CSTNode, Sequence[cst.CSTNode]]:
    """The line or one-line suite of a statement, and all small statements on it (none for a compound statement)."""
    if isinstance(node, cst.BaseSmallStatement):
        node = source.tree.parents[node]
    return node, node.body if isinstance(node, cst.SimpleStatementLine | cst.SimpleStatementSuite) else ()


def _own_lines(source: SourceFile, node: cst.CSTNode) -> Span:
    """The whole lines of a statement, last newline included. Raises NotPossible where it has no lines of its own."""
    line, _ = _siblings(source, node)
    if not isinstance(source.tree.parents.get(line), cst.IndentedBlock | cst.Module):
        raise NotPossible
    start, end = _statement_span(source, line)
    line_start = source.line_starts[source.position_of_offset(start)[0] - 1]
    rest = _REST_OF_LINE.match(source.text, end)
    assert rest is not None, "a whole statement ends its line"
    return line_start, rest.end()


def _removals(
    source: SourceFile, removed: Sequence[cst.CSTNode], kept: str
) -> tuple[list[Splice], list[tuple[cst.CSTNode, int]]]:
    """
    The changes that take out these statements, and how many statements each block loses by them.

    Comments above a statement stay, unless they are in the text that the fix adds (``kept``): then they are moved.
    """
    lines: dict[cst.CSTNode, list[cst.CSTNode]] = {}
    for statement in removed:
        line, small = _siblings(source, statement)
        wanted = lines.setdefault(line, [])
        wanted.extend(small if line is statement else [statement])
    whole = [line for line, wanted in lines.items() if set(wanted) >= set(_siblings(source, line)[1])]
    splices = [splice for line, wanted in lines.items() if line not in whole for splice in _runs(source, line, wanted)]
    lost: dict[cst.CSTNode, list[cst.CSTNode]] = {}
    for line in whole:
        lost.setdefault(source.tree.parents[line], []).append(line)
    for block, gone in lost.items():
        stays = gone[-1] if len(gone) == _length(block) else None
        for line in gone:
            if line is stays or isinstance(line, cst.SimpleStatementSuite):
                splices.append(Splice(*_statement_span(source, line), "pass"))
            else:
                start, end = _own_lines(source, line)
                start = _with_moved_comments(source, start, kept)
                splices.append(Splice(*with_blank_line(source.text, start, end), ""))
    emptying = [(block, len(gone)) for block, gone in lost.items() if len(gone) < _length(block)]
    return splices, emptying


def _length(block: cst.CSTNode) -> int:
    return len(block.body) if isinstance(block, cst.IndentedBlock) else 0


def _runs(source: SourceFile, line: cst.CSTNode, wanted: Sequence[cst.CSTNode]) -> Iterable[Splice]:
    """The changes that take out some of several statements on one line, with their semicolons."""
    _, small = _siblings(source, line)
    index = 0
    while index < len(small):
        first = index
        while index < len(small) and small[index] in wanted:
            index += 1
        if index > first:
            if index < len(small):
                yield Splice(source.spans[small[first]][0], source.spans[small[index]][0], "")
            else:
                yield Splice(source.spans[small[first - 1]][1], source.spans[small[-1]][1], "")
        index += 1


def _drops_a_comment(source: SourceFile, splices: Iterable[Splice], kept: str) -> bool:
    taken = [splice for splice in splices if "#" in source.text[splice.start : splice.end]]
    return any(comment not in kept for splice in taken for comment in _comments_within(source, splice))


def _comments_within(source: SourceFile, splice: Splice) -> Iterator[str]:
    """The comments that a splice takes out whole."""
    first, beyond = (bisect_left(source.comments, (place,)) for place in (splice.start, splice.end))
    return (comment for _, end, comment in source.comments[first:beyond] if end <= splice.end)

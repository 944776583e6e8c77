"""
Blanks the functions of a long file that no rule can be about, before LibCST parses it: parsing is most of the time that
a file takes, and most functions have nothing to do with sessions.

The body of a function in which none of the words of ``relevance`` occurs becomes one string of blanks. Every other
character stays in its place, so that positions in the new text are those of the file. The findings must be the same as
without it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from flake8_session_expiry.engine.relevance import EXCUSING, NEEDED, NEEDED_TOO

# For shorter files this takes longer than it saves.
LONG_FILE = 12_000
_SHORT_BODY = 60
_NEEDED_TOO = tuple((word, re.compile(pattern)) for word, pattern in NEEDED_TOO)
_NO_NEWLINE = re.compile(r"[^\r\n]")


Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Elided:
    """A text, the functions whose bodies are blank in it, and where these bodies begin and end."""

    given: str
    blanked: frozenset[Function] = frozenset()
    spans: Sequence[tuple[int, int]] = ()

    @cached_property
    def text(self) -> str:
        """With blank bodies; made where LibCST parses it, which it does for few of the files that are sieved."""
        parts: list[str] = []
        done = 0
        for start, end in self.spans:
            parts += [self.given[done:start], _blank(self.given[start:end])]
            done = end
        return "".join([*parts, self.given[done:]])


def elide(text: str, tree: ast.Module, line_starts: Sequence[int]) -> Elided:
    """
    ``text`` with blank bodies for the functions that no rule can be about; ``line_starts`` are the offsets of its
    lines.
    """
    if len(text) < LONG_FILE:
        return Elided(text)
    spans: list[tuple[int, int]] = []
    blanked: set[Function] = set()
    for function in _functions(tree.body):
        start, end = _body(function, text, line_starts)
        body = text[start:end]
        if len(body) < _SHORT_BODY or _matters(function.name, body):
            continue
        spans.append((start, end))
        blanked.add(function)
    return Elided(text, frozenset(blanked), spans)


def _matters(name: str, body: str) -> bool:
    return is_needed(body) or (not name.startswith("test_") and is_excusing(body))


def is_needed(body: str) -> bool:
    """Whether anything may be reported in a function with this body."""
    return any(word in body for word in NEEDED) or any(
        word in body and pattern.search(body) is not None for word, pattern in _NEEDED_TOO
    )


def is_excusing(body: str) -> bool:
    """Whether a function with this body may be a reason to keep silent about one that calls it."""
    return any(word in body for word in EXCUSING)


def _functions(body: Sequence[ast.stmt]) -> Iterator[Function]:
    """The outermost functions in source order, also in classes and in module-level blocks."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from _functions(statement.body)


def _body(function: Function, text: str, line_starts: Sequence[int]) -> tuple[int, int]:
    """
    Where the lines of a function's body begin and end; an empty range for a body on the line of its header
    (``def f(): return 1``).
    """
    first, last = function.body[0], function.body[-1]
    line, column = first.lineno, first.col_offset
    if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        line = min([line, *(decorator.lineno for decorator in first.decorator_list)])
    start = line_starts[line - 1]
    if text[start : start + column].strip(" \t\f"):
        return start, start
    end_line = last.end_lineno or last.lineno
    return start, line_starts[end_line] if end_line < len(line_starts) else len(text)


def _blank(body: str) -> str:
    """
    One string of blanks at the indentation of the first statement; newlines stay.

    It is a string because LibCST makes one node of it; of blank lines it would make a node each.
    """
    indentation = body[: len(body) - len(body.lstrip(" \t\f"))]
    end = len(body.rstrip("\r\n"))
    inside = _NO_NEWLINE.sub(" ", body[len(indentation) + 3 : end - 3])
    blank = f'{indentation}"""{inside}"""{body[end:]}'
    # If the last line is shorter than three characters, the closing quotes would take the place of its newline.
    return blank if blank.count("\n") == body.count("\n") else body

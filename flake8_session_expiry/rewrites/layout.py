"""The layout of repaired code, as in the rest of its file: its quotes, and no line longer than its longest one."""

from __future__ import annotations

from typing import Final

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile

_SHORTEST_LIMIT: Final = 79
"""A file with only short lines may be written with the limit of PEP 8."""


def quote_of(source: SourceFile, node: cst.CSTNode | None = None) -> str:
    """The quote of a string that is replaced, or the one that most strings of the module have."""
    if isinstance(node, cst.SimpleString):
        return node.quote[-1]
    quotes = [string.quote for string in source.tree.of(cst.SimpleString)]
    return "'" if quotes.count("'") > quotes.count('"') else '"'


def in_int(source: SourceFile, node: cst.BaseExpression) -> str:
    """``int(...)`` around an expression."""
    code = source.code(node)
    return fitting(source, node, f"int({code})", f"int({in_lines(source, code)})")


def in_seconds(source: SourceFile, node: cst.BaseExpression, place: cst.BaseExpression | None = None) -> str:
    """``int(....total_seconds())`` around an expression for a timedelta; it replaces that or ``place``."""
    code = source.code(node)
    if not (isinstance(node, (cst.Call, cst.Name, cst.Attribute)) or code.startswith("(")):
        code = f"({code})"
    code = f"{code}.total_seconds()"
    return fitting(source, place or node, f"int({code})", f"int({in_lines(source, code)})")


def in_lines(source: SourceFile, *lines: str) -> str:
    """The parts between brackets, each on a line of its own; the fixer adds the indentation of the block."""
    return "".join(f"\n{source.tree.module.default_indent}{line}" for line in lines) + "\n"


def fitting(source: SourceFile, node: cst.CSTNode, *layouts: str) -> str:
    """
    One of several layouts of the same code: the first whose lines are no longer than others of the file where it
    replaces ``node``, or the last one.
    """
    start, end = source.spans[node]
    before = source.text[:start].rpartition("\n")[2]
    after = source.text[end:].partition("\n")[0].rstrip("\r")
    indentation = before[: len(before) - len(before.lstrip())]
    limit = longest_line(source)
    for layout in layouts:
        lines = (before + layout.replace("\n", f"\n{indentation}") + after).splitlines()
        if max(map(len, lines)) <= limit:
            return layout
    return layouts[-1]


def longest_line(source: SourceFile) -> int:
    """The length of the longest line of a file, without those with URLs; at least that of PEP 8."""
    return max([_SHORTEST_LIMIT, *(len(line) for line in source.text.splitlines() if "://" not in line)])

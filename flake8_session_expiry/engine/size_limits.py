"""
Up to which size and depth a file is parsed: beyond that LibCST would use up the memory of the machine, or crash the
whole process.

The limits are numbers of bytes, nodes and levels, not a time: so the same file gets the same answer on every machine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Deeper expressions than this overflow the C stack inside LibCST's parser, which no ``except`` can catch. Python's own
# parser refuses brackets at 200 levels, but not chains such as ``a + a + a ...`` or ``elif``.
DEEPEST = 400
# Both are far more than people write by hand. Of 2,040 public files about sessions the longest has 420 kB, and the one
# with the most nodes 51,000 (a ``views.py`` of a call centre; the next has half as many). Longer files are generated:
# tables of data, clients of web services. Without a limit 1 MB of dense code takes 3 GB and a minute.
MOST_BYTES = 1_000_000
MOST_NODES = 100_000


def too_large(text: str) -> str | None:
    """The reason to refuse a text of more than ``MOST_BYTES`` bytes as UTF-8; None for a shorter one."""
    if len(text) <= MOST_BYTES // 4:  # no character has more than four bytes
        return None
    if len(text) <= MOST_BYTES and len(text.encode("utf-8", "surrogatepass")) <= MOST_BYTES:
        return None
    return f"it has more than {MOST_BYTES:,} bytes"


def too_many_nodes(text: str, tree: ast.Module) -> str | None:
    """
    The reason to refuse a text whose tree has more than ``MOST_NODES`` nodes; None for a smaller one. Nodes without
    code of their own (``ast.Load``) are not counted.
    """
    if len(text) <= MOST_NODES // 2:  # no code has more than two nodes a character: ~~~a has two
        return None
    number = 0
    below: list[ast.AST] = [tree]
    while below:
        node = below.pop()
        number += 1
        if number > MOST_NODES:
            return f"it has more than {MOST_NODES:,} nodes (names, values, operators ...)"
        for value in vars(node).values():
            if type(value) is list:
                below += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                below.append(value)
    return None


def too_deep(tree: ast.AST) -> str | None:
    """
    The reason to refuse a tree that is nested so deeply that LibCST would crash the whole process; None for another
    one.
    """
    level: list[ast.AST] = [tree]
    later: dict[int, list[ast.AST]] = {}
    for depth in range(DEEPEST):
        below: list[ast.AST] = later.pop(depth, [])
        for node in level:
            children = _children_that_may_be_deep(node)
            if (length := _chain(node)) > 2:
                later.setdefault(depth + length, []).extend(children)
            else:
                below += children
        if not below and not later:
            return None
        level = below
    return f"nested more than {DEEPEST} levels deep"


def _chain(node: ast.AST) -> int:
    """
    How many levels LibCST makes of one level of Python's tree: three of ``a and b and c``, two of
    ``for a in b for c in d``.
    """
    if isinstance(node, ast.BoolOp):
        return len(node.values)
    return len(node.generators) if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) else 0


def _children_that_may_be_deep(node: ast.AST) -> Iterator[ast.AST]:
    """All but expressions on one line that are too short to be so deep: each level takes at least one character."""
    for value in vars(node).values():
        for child in value if type(value) is list else (value,):
            if isinstance(child, ast.expr):
                if child.end_lineno == child.lineno and (child.end_col_offset or 0) - child.col_offset < DEEPEST:
                    continue
                yield child
            elif isinstance(child, ast.AST):
                yield child

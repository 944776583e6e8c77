"""
Up to which size and depth a file is looked at: beyond that LibCST would take the memory of the machine, or the whole process with it.

The limits are numbers of what a file holds, never a time: the same file gets the same answer on every machine.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

# Deeper expressions than this overflow the C stack inside LibCST's parser, which no ``except`` can catch. Python's own parser
# gives up far earlier on brackets (200), but not on chains such as ``a + a + a ...`` or ``elif``.
DEEPEST = 400
# Both are far more than people write by hand. Of 2,040 public files about sessions the longest has 420 kB, the densest 51,000 nodes (one
# ``views.py`` of a call centre); the next is half of it. What is longer is generated: tables of data, clients of web services.
# Without a limit 1 MB of dense code takes 3 GB and a minute.
MOST_BYTES = 1_000_000
MOST_NODES = 100_000


def too_large(text: str) -> str | None:
    """Why a text is refused that has more than ``MOST_BYTES`` bytes as UTF-8; None if it has not."""
    if len(text) <= MOST_BYTES // 4:  # no character has more than four bytes
        return None
    if len(text) <= MOST_BYTES and len(text.encode("utf-8", "surrogatepass")) <= MOST_BYTES:
        return None
    return f"it has more than {MOST_BYTES:,} bytes"


def too_many_nodes(text: str, tree: ast.Module, blanked: Container[ast.AST]) -> str | None:
    """
    Why a text with this tree is refused that has more than ``MOST_NODES`` nodes; None if it has not.

    The bodies of the functions in ``blanked`` do not count: LibCST does not see them. Nor does what stands for no code of its own (``ast.Load``).
    """
    if len(text) <= MOST_NODES // 2:  # no code has more than two nodes a character: ~~~a has two
        return None
    number = 0
    below: list[ast.AST] = [tree]
    while below:
        node = below.pop()
        number += 1
        if number > MOST_NODES:
            return (
                f"it has more than {MOST_NODES:,} nodes (names, values, operators ...) of code that has to be looked at"
            )
        is_blank = node in blanked
        for name, value in vars(node).items():
            if type(value) is list:
                below += [] if is_blank and name == "body" else [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                below.append(value)
    return None


def too_deep(tree: ast.AST) -> str | None:
    """Why a tree is refused that is nested so deeply that LibCST would take the whole process down with it; None if it is not."""
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
    """How many levels LibCST makes of what is one for Python: ``a and b and c``, ``for a in b for c in d``."""
    if isinstance(node, ast.BoolOp):
        return len(node.values)
    return len(node.generators) if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) else 0


def _children_that_may_be_deep(node: ast.AST) -> Iterator[ast.AST]:
    """Without the expressions that stand on one line and are too short for so many levels, each of which takes a character."""
    for value in vars(node).values():
        for child in value if type(value) is list else (value,):
            if isinstance(child, ast.expr):
                if child.end_lineno == child.lineno and (child.end_col_offset or 0) - child.col_offset < DEEPEST:
                    continue
                yield child
            elif isinstance(child, ast.AST):
                yield child

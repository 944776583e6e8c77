"""What LibCST must never get to see, because it would take the whole process down."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Deeper expressions than this overflow the C stack inside LibCST's parser, which no ``except`` can catch. Python's own parser
# gives up far earlier on brackets (200), but not on chains such as ``a + a + a ...`` or ``elif``.
DEEPEST = 400


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

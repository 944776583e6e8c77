"""How a coroutine ends where it is made: discarded, kept, tested, compared; or something may still await it."""

from __future__ import annotations

from enum import Enum, auto

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import SymbolTable


class CoroutineUse(Enum):
    """How a coroutine ends that nothing awaits."""

    DISCARDED = auto()
    """The call is a statement."""
    KEPT = auto()
    """It is bound to a name that nothing reads."""
    TESTED = auto()
    """Its truth is asked, which is always the same."""
    COMPARED = auto()


def use_of(symbols: SymbolTable, node: cst.Call) -> CoroutineUse | None:
    """How the coroutine that a call makes ends; None where something may still await it."""
    below: cst.CSTNode = node
    for above in symbols.tree.ancestors(node):
        if isinstance(above, cst.Expr):
            return CoroutineUse.DISCARDED
        if isinstance(above, (cst.Comparison, cst.ComparisonTarget)):
            return CoroutineUse.COMPARED
        if isinstance(above, cst.Assign):
            return CoroutineUse.KEPT if _is_never_read(symbols, above) else None
        is_test = isinstance(above, (cst.If, cst.While, cst.IfExp, cst.Assert, cst.CompIf)) and below is above.test
        is_left = isinstance(above, cst.BooleanOperation) and below is above.left
        if is_test or is_left or (isinstance(above, cst.UnaryOperation) and isinstance(above.operator, cst.Not)):
            return CoroutineUse.TESTED
        if not isinstance(above, (cst.BooleanOperation, cst.IfExp)):
            return None
        below = above
    return None


def stands_in_async(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether an ``async def`` is anywhere around a node, also around the sync function in which it stands."""
    above = (item for item in tree.ancestors(node) if isinstance(item, cst.FunctionDef))
    return any(function.asynchronous is not None for function in above)


def _is_never_read(symbols: SymbolTable, assign: cst.Assign) -> bool:
    function = symbols.function_of(assign)
    target = assign.targets[0].target
    if function is None or len(assign.targets) != 1 or not isinstance(target, cst.Name):
        return False
    return target.value not in symbols.tree.once(_names_read, function)


def _names_read(tree: Tree, function: cst.FunctionDef) -> frozenset[str]:
    names = tree.inside(function, cst.Name)
    return frozenset(name.value for name in names if _reads(tree.parents[name], name))


def _reads(above: cst.CSTNode, name: cst.Name) -> bool:
    """Not ``name = ...`` and ``x.name``; ``name.close()`` reads it."""
    return not isinstance(above, (cst.AssignTarget, cst.Attribute)) or getattr(above, "value", None) is name

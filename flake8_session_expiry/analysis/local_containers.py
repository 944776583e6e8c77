"""Lists and dicts that have a local name: whether they are made here, and what is changed in them."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import mentions

MUTATORS = frozenset(
    ["append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "sort", "reverse"]
)
"""Methods of dict and list that change them: what JSON can store."""
LOOKERS = frozenset(
    ["len", "sum", "min", "max", "sorted", "list", "dict", "set", "tuple", "int", "str", "float", "bool", "enumerate", "any",
     "all", "zip", "print", "type", "isinstance", "repr", "reversed", "iter", "json.dumps"]
)  # fmt: skip
"""Functions that change nothing of what they are given."""
_FRESH = (cst.Dict, cst.List, cst.DictComp, cst.ListComp)


def is_fresh(value: cst.BaseExpression | None) -> bool:
    """A container made here."""
    if isinstance(value, cst.Call):
        return isinstance(value.func, cst.Name) and value.func.value in {"dict", "list"} and not value.args
    return isinstance(value, _FRESH)


def outermost(
    tree: Tree, node: cst.BaseExpression, *, parts: bool = True
) -> tuple[cst.BaseExpression, cst.BaseExpression | None]:
    """
    The largest expression around ``node`` that still is a value of the container ``node``, and the change made to it, if one is.

    Without ``parts`` it is the container itself.
    """
    current = node
    while True:
        parent = tree.parents[current]
        if not parts and isinstance(parent, (cst.Subscript, cst.Attribute)):
            return current, None
        if isinstance(parent, cst.Subscript) and parent.value is current:
            if is_target(tree, parent):
                return current, parent
            current = parent
        elif isinstance(parent, cst.Attribute) and parent.value is current:
            call = tree.parents[parent]
            if not isinstance(call, cst.Call) or call.func is not parent:
                return current, None
            if parent.attr.value != "get":
                return current, call if parent.attr.value in MUTATORS else None
            current = call
        elif (
            isinstance(parent, cst.Await)
            or (isinstance(parent, cst.BooleanOperation) and parent.left is current and is_fresh(parent.right))
            or (isinstance(parent, cst.IfExp) and parent.body is current and is_fresh(parent.orelse))
        ):
            current = parent
        else:
            return current, None


def is_target(tree: Tree, node: cst.Subscript) -> bool:
    """Whether an item is written or deleted."""
    parent = tree.parents[node]
    return isinstance(parent, (cst.AssignTarget, cst.Del)) or (
        isinstance(parent, (cst.AugAssign, cst.AnnAssign)) and parent.target is node
    )


def is_looped_over(tree: Tree, node: cst.BaseExpression, name: str) -> bool:
    """``for key, value in data.items(): data[key] = show(value)``: each value is made fit for something else."""
    loop = tree.nearest(node, cst.For)
    return loop is not None and mentions(loop.iter, name)

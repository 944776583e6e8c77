"""
Lists and dicts with a local name: which changes are made in them, with which values, and whether other code may change
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.reference.mutating_methods import MUTATORS
from flake8_session_expiry.semantic.symbols import Binding, SymbolTable, dotted, mentions
from flake8_session_expiry.sessions.effects import is_harmless

LOOKERS = frozenset(
    ["len", "sum", "min", "max", "sorted", "list", "dict", "set", "tuple", "int", "str", "float", "bool", "enumerate",
     "any", "all", "zip", "print", "type", "isinstance", "repr", "reversed", "iter", "json.dumps"]
)  # fmt: skip
"""Functions that do not change their arguments."""
_FRESH = (cst.Dict, cst.List, cst.DictComp, cst.ListComp)
_LAST = {"append": 0, "insert": 1, "setdefault": 1}
"""The position of the argument that a method puts in."""


@dataclass(frozen=True, eq=False)
class Put:
    """What a change puts into a container: ``value``, or the items of it."""

    value: cst.BaseExpression
    is_items: bool = False


def is_fresh(value: cst.BaseExpression | None) -> bool:
    """Whether an expression makes a container."""
    if isinstance(value, cst.Call):
        return isinstance(value.func, cst.Name) and value.func.value in {"dict", "list"} and not value.args
    return isinstance(value, _FRESH)


def outermost(
    tree: Tree, node: cst.BaseExpression, *, parts: bool = True
) -> tuple[cst.BaseExpression, cst.BaseExpression | None]:
    """
    The largest expression around the container ``node`` that is a value inside of it, and the change that is made to
    it, if there is one.

    Without ``parts`` only the container itself.
    """
    current = node
    while True:
        parent = tree.parents[current]
        if not parts and isinstance(parent, (cst.Subscript, cst.Attribute)):
            return current, None
        if isinstance(parent, cst.Subscript) and parent.value is current:
            if is_target(tree, parent):
                return current, parent
            if any(isinstance(element.slice, cst.Slice) for element in parent.slice):
                return current, None  # a slice is a copy
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


def put_by(tree: Tree, changed: cst.BaseExpression) -> Iterator[Put]:
    """The values that a change (a target or a call, as ``outermost`` returns it) puts in."""
    parent = tree.parents[changed]
    if isinstance(parent, cst.AssignTarget):
        assign = tree.parents[parent]
        if isinstance(assign, cst.Assign):
            yield Put(assign.value)
    elif isinstance(parent, cst.AnnAssign) and parent.value is not None:
        yield Put(parent.value)
    elif isinstance(parent, cst.AugAssign):
        yield Put(parent.value, is_items=isinstance(parent.value, (cst.List, cst.Tuple, cst.ListComp)))
    if isinstance(changed, cst.Call):
        yield from _put_by_method(changed, _method(changed))


def _put_by_method(call: cst.Call, name: str) -> Iterator[Put]:
    plain = [argument.value for argument in call.args if argument.keyword is None and not argument.star]
    if name == "extend" and plain:
        yield Put(plain[0], is_items=True)
    elif name == "update":
        if plain and isinstance(plain[0], (cst.Dict, cst.DictComp, cst.Name)):
            yield Put(plain[0])
        yield from (Put(argument.value) for argument in call.args if argument.keyword is not None)
    elif name in _LAST and len(plain) > _LAST[name]:
        yield Put(plain[_LAST[name]])


def _method(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def keys_in(changed: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The keys of a change: of ``data[key] = 1``, ``data.setdefault(key, 1)``."""
    if isinstance(changed, cst.Subscript):
        yield from (element.slice.value for element in changed.slice if isinstance(element.slice, cst.Index))
    elif isinstance(changed, cst.Call) and _method(changed) == "setdefault":
        yield from (argument.value for argument in changed.args[:1])


def is_changed_below(symbols: SymbolTable, use: cst.Name, binding: Binding) -> bool:
    """
    Whether the container of a name may have changed when the name is used: it is changed in place, or passed to a call
    that may do so.

    ``data = {"at": now}``, ``data["at"] = data["at"].isoformat()``, ``session["data"] = data``.
    """
    tree, scope = symbols.tree, symbols.scope_of(binding.node)
    known = tree.once(_changing_mentions, scope)
    if use.value not in known:
        found = symbols.mentions_of(scope, use.value)
        known[use.value] = frozenset(
            each for each in found if outermost(tree, each)[1] is not None or is_given_away(tree, each)
        )
    changing = known[use.value]
    return len(changing) > (use in changing)


def _changing_mentions(_: Tree, __: cst.CSTNode) -> dict[str, frozenset[cst.Name]]:
    """By name the mentions in a scope by which a container may be changed, as far as they were asked for."""
    return {}


def is_given_away(tree: Tree, use: cst.Name) -> bool:
    """Whether the value of a name is passed to a call that may change it."""
    parent = tree.parents[use]
    if not isinstance(parent, cst.Arg):
        return False
    call = tree.parents[parent]
    name = dotted(call.func) if isinstance(call, cst.Call) else ""
    return name not in LOOKERS and not is_harmless(name)


def is_looped_over(tree: Tree, node: cst.BaseExpression, name: str) -> bool:
    """``for key, value in data.items(): data[key] = show(value)``: each value is replaced."""
    loop = tree.nearest(node, cst.For)
    return loop is not None and mentions(loop.iter, name)

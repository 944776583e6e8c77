"""Where is the key written under which Django stores the expiry of a session, and is it read there?"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.reference import session_api


def keys_in(tree: Tree, node: cst.CSTNode) -> list[cst.SimpleString]:
    """Where the key is written in a node."""
    strings = [*([node] if isinstance(node, cst.SimpleString) else []), *tree.inside(node, cst.SimpleString)]
    return [string for string in strings if string.evaluated_value == session_api.SESSION_EXPIRY_KEY]


def is_read_in(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a node reads what is stored under the key."""
    return any(_is_read(tree, key) for key in keys_in(tree, node))


def is_in_use(tree: Tree, module: cst.Module) -> bool:
    """Whether a module reads what is stored under the key, or may, by a name for it."""
    return any(_is_read(tree, key) or _is_named(tree, key) for key in keys_in(tree, module))


def _is_read(tree: Tree, key: cst.SimpleString) -> bool:
    argument = tree.parents[key]
    if isinstance(argument, cst.Arg):
        call = tree.parents[argument]
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            return False
        name = call.func.attr.value
        user = tree.parents[call]
        user = tree.parents[user] if isinstance(user, cst.Await) else user
        return name in {"get", "aget"} or (name in {"pop", "apop"} and not isinstance(user, cst.Expr))
    subscript = tree.nearest(key, cst.Subscript)
    if subscript is None:
        return False
    written = (cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.Del, cst.Element)
    return not isinstance(tree.parents[subscript], written)


def _is_named(tree: Tree, key: cst.SimpleString) -> bool:
    """``KEY = "_session_expiry"``: by that name it may be read anywhere."""
    return isinstance(tree.parents[key], (cst.Assign, cst.AnnAssign, cst.NamedExpr))

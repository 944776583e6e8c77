"""Plain literals, and code as it is shown in a message."""

from __future__ import annotations

import libcst as cst


def plain_string(node: cst.BaseExpression) -> str | None:
    """The text of a plain string literal, else None."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def subscript_key(node: cst.Subscript) -> str | None:
    """The key of ``x["key"]`` where it is a plain string, else None."""
    if len(node.slice) == 1 and isinstance(index := node.slice[0].slice, cst.Index):
        return plain_string(index.value)
    return None


def container_name(node: cst.BaseExpression | None) -> str:
    """``a list``, ``a tuple``: what a display of values is called; general words for any other expression."""
    names = {cst.List: "a list", cst.Tuple: "a tuple", cst.Set: "a set", cst.Dict: "a dict"}
    return next((name for kind, name in names.items() if isinstance(node, kind)), "a list or the like")


def one_line(code: str, otherwise: str = "...") -> str:
    """Code for a message: unchanged if it is short and on one line."""
    return code if "\n" not in code and len(code) <= 60 else otherwise

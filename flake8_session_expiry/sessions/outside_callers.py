"""
Whether another module of the project marks the session around its calls of a function: a helper that changes something
inside the session is right where the view that calls it writes a key of its own.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from flake8_session_expiry.engine.python_nodes import last_name
from flake8_session_expiry.project.files import parsed, read_text
from flake8_session_expiry.project.mentions import modules_below
from flake8_session_expiry.project.roots import project_root
from flake8_session_expiry.reference import session_api

_MARKING = (session_api.CHANGES | {"save", "create"}) - {"modified"}
_SIGNING = frozenset({"login", "logout", "auth_login", "auth_logout", "alogin", "alogout"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def mark_around(name: str, path: str) -> bool:
    """
    Whether a function of another module imports this one (of the module ``path``, a display name), calls it, and may
    mark a session.
    """
    own = os.path.abspath(path)
    if not os.path.isabs(path) and not os.path.isfile(own):
        return False
    module = os.path.basename(own).removesuffix(".py")
    module = os.path.basename(os.path.dirname(own)) if module == "__init__" else module
    root = project_root(os.path.dirname(own))
    others = (other for other in modules_below(root) if other != own and f"{name}(" in read_text(other))
    return any(_marks_around(other, name, module) for other in others)


def _marks_around(path: str, name: str, module: str) -> bool:
    file = parsed(path)[1]
    nodes = [] if file is None else list(ast.walk(file.tree))
    imported = any(isinstance(node, ast.ImportFrom) and _imports(node, name) for node in nodes)
    return any(
        any(_is_call(inner, name, None if imported else module) for inner in ast.walk(node))
        and any(_marks(inner) for inner in ast.walk(node))
        for node in nodes
        if isinstance(node, _Function)
    )


def _imports(node: ast.ImportFrom, name: str) -> bool:
    return any(each.name in {name, "*"} and each.asname in {name, None} for each in node.names)


def _is_call(node: ast.AST, name: str, module: str | None) -> bool:
    """Whether a node is a call of the function: by its imported name, or as a member of its module."""
    if not isinstance(node, ast.Call) or last_name(node.func) != name:
        return False
    return isinstance(node.func, ast.Name) if module is None else _is_member(node.func, module)


def _is_member(node: ast.expr, module: str) -> bool:
    return isinstance(node, ast.Attribute) and last_name(node.value) == module


def _marks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and _is_session(node.func.value):
            return node.func.attr in _MARKING
        return last_name(node.func) in _SIGNING
    return any(
        _is_session(target.value) and (isinstance(target, ast.Subscript) or target.attr == "modified")
        for target in _targets(node)
    )


def _targets(node: ast.AST) -> Iterator[ast.Subscript | ast.Attribute]:
    if isinstance(node, (ast.Assign, ast.Delete)):
        targets = node.targets
    elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        targets = [node.target]
    else:
        return
    yield from (target for target in targets if isinstance(target, (ast.Subscript, ast.Attribute)))


def _is_session(node: ast.expr) -> bool:
    return (last_name(node) or "").lower().endswith("session")

"""What is done with a session in sync code, as it is written in ``async def``: awaited, by the twin of the method."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_call, arguments_code, in_place_of
from flake8_session_expiry.sessions.inference import Inference


def awaited_remedy(options: Options, receiver: str, twin: str, arguments: str) -> str:
    """What a message advises: the twin, since when Django has it, and what to do before."""
    if twin == "aset" and options.django_below(*session_api.ASYNC_SESSIONS_SINCE):
        return f"await sync_to_async({receiver}.__setitem__)({arguments})"
    if twin == "aset":
        known = options.django_version is not None
        return f"await {receiver}.aset({arguments})" + ("" if known else " (Django 5.1+)")
    return advised_call(options, True, receiver, twin, arguments)


def awaited_logout(source: SourceFile, types: Inference, node: cst.Call) -> Replace | None:
    """``logout(request)`` -> ``await alogout(request)``; None where that name is taken."""
    if isinstance(node.func, cst.Attribute):
        return Replace(node.func, f"await {source.code(node.func.value)}.alogout")
    return Replace(node.func, "await alogout") if types.can_import("django.contrib.auth.alogout") else None


def with_await(source: SourceFile, node: cst.CSTNode | None, session: str, twin: str) -> Replace | None:
    """
    What is done with a session, by a twin of its methods; None where that needs more than one expression.

    ``session.get("k")`` -> ``await session.aget("k")``, ``session[key] = value`` -> ``await session.aset(key, value)``,
    ``key in session`` -> ``await session.ahas_key(key)``.
    """
    if isinstance(node, cst.Comparison):
        denied = "not " if isinstance(node.comparisons[0].operator, cst.NotIn) else ""
        asked = f"{denied}await {session}.{twin}({source.code(node.left)})"
        return Replace(node, asked) if len(node.comparisons) == 1 else None
    if isinstance(node, cst.Subscript):
        return _awaited_item(source, node, f"await {session}.{twin}")
    if not isinstance(node, cst.Call):
        return None
    if isinstance(source.tree.parents[node], cst.Expr):
        return Replace(node.func, f"await {session}.{twin}")  # the arguments stay as they are written
    return in_place_of(source.tree, node, f"await {session}.{twin}({arguments_code(source, node)})")


def _awaited_item(source: SourceFile, node: cst.Subscript, call: str) -> Replace | None:
    statement, index = source.tree.statement(node), node.slice[0].slice
    if len(node.slice) != 1 or not isinstance(index, cst.Index):
        return None
    key = source.code(index.value)
    if isinstance(statement, cst.Assign) and any(target.target is node for target in statement.targets):
        value = statement.value
        plain = not isinstance(value, cst.Yield) and not (isinstance(value, cst.Tuple) and not value.lpar)
        alone = plain and len(statement.targets) == 1
        return Replace(statement, f"{call}({key}, {source.code(value)})") if alone else None
    if isinstance(statement, cst.Del) and statement.target is node:
        return Replace(statement, f"{call}({key})")
    return None if _is_in_target(source.tree, node) else in_place_of(source.tree, node, f"{call}({key})")


def _is_in_target(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether something is written to what ``node`` gives: ``session["cart"]["x"] = 1``, ``session["n"] += 1``."""
    below: cst.CSTNode = node
    for above in tree.ancestors(node):
        if isinstance(above, (cst.AssignTarget, cst.Del)):
            return True
        if isinstance(above, (cst.AugAssign, cst.AnnAssign, cst.For, cst.CompFor)):
            return below is above.target
        if isinstance(above, cst.BaseSmallStatement):
            return False
        below = above
    return False

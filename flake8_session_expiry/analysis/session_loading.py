"""
Whether an async function may access its session synchronously: stores in a database load it at the first access, and in
async code a synchronous query raises SynchronousOnlyOperation.

Everything that could have loaded it before counts, so the answer may be "loaded" too often, which makes a rule silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.inference import Inference

# Names of decorators and mixins that read the user, and with it the session, before the view runs.
_LOOKS_AT_USER = re.compile(r"login|log_in|permi|perm\b|required|auth|user|staff|admin|member|session", re.IGNORECASE)
_MIXIN = re.compile(r"\w*(?:Login|Permission|UserPasses|Access|Auth)\w*")


def may_be_loaded(source: SourceFile, types: Inference, function: FunctionContext | None, node: cst.CSTNode) -> bool:
    """
    Whether the session may have been loaded before ``node`` runs, in ``function``, which the walk is in.

    By an earlier ``await`` of something with the request or a session, by a decorator or mixin that reads the user, or
    by another function of the module that calls this one. Also where ``request.user.is_authenticated`` is read before:
    that would fail in the same way.
    """
    while function is not None:
        nested = {item.name.value for item in descendants(function.node) if isinstance(item, cst.FunctionDef)}
        waits = _waits(source.tree, function, node)
        if _is_prepared(source, function) or any(_loads(types, item, nested) for item in waits):
            return True
        if any(_asks_user(types, item) for item in descendants(function.node) if _is_before(source.tree, item, node)):
            return True
        function = function.outer
    return False


def _asks_user(types: Inference, item: cst.CSTNode) -> bool:
    """``request.user.is_authenticated``; ``request.user`` alone does not load anything yet."""
    user = item.value if isinstance(item, cst.Attribute) else None
    return isinstance(user, cst.Attribute) and user.attr.value == "user" and types.request(user.value) is not None


def _is_before(tree: Tree, item: cst.CSTNode, node: cst.CSTNode) -> bool:
    return tree.order[item] < tree.order[node]


def _is_prepared(source: SourceFile, function: FunctionContext) -> bool:
    decorators = [*function.node.decorators, *(function.class_.node.decorators if function.class_ else ())]
    if any(_LOOKS_AT_USER.search(source.code(decorator)) for decorator in decorators):
        return True
    if function.class_ is not None and function.class_.has_base(_MIXIN.pattern):
        return True
    return any(_calls(call, function.name) for call in source.tree.of(cst.Call))


def _calls(call: cst.Call, name: str) -> bool:
    """Whether a call runs the function ``name``, or wraps it as ``login_required(name)`` does."""
    called = dotted(call.func).rpartition(".")[2]
    if called == name:
        return True
    return _LOOKS_AT_USER.search(called) is not None and any(dotted(argument.value) == name for argument in call.args)


def _waits(tree: Tree, function: FunctionContext, node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What the function awaits before ``node``."""
    order = tree.order
    for item in descendants(function.node):
        if order[item] >= order[node]:
            return
        if isinstance(item, cst.Await):
            yield item.expression
        elif isinstance(item, cst.For) and item.asynchronous is not None:
            yield item.iter
        elif isinstance(item, cst.With) and item.asynchronous is not None:
            yield from (part.item for part in item.items)


def _loads(types: Inference, waited: cst.BaseExpression, nested: set[str]) -> bool:
    """
    Whether an awaited expression may load the session: a session or the user is in it, the request is an argument, or
    it is a method or nested function that has the request.
    """
    for item in (waited, *descendants(waited)):
        name = item.value if isinstance(item, cst.Name) else item.attr.value if isinstance(item, cst.Attribute) else ""
        if name.endswith("session") or name in {"auser", "user"}:
            return True
        called = dotted(item.func) if isinstance(item, cst.Call) else ""
        if called.startswith("self.") or called in nested:
            return True
        if isinstance(item, cst.Arg) and types.request(item.value) is not None:
            return True
    return False

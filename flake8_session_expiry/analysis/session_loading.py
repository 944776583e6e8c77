"""
Whether an async function may access its session synchronously: stores in a database load it at the first access, and in
async code a synchronous query raises SynchronousOnlyOperation.

Everything that could have loaded it before counts, so the answer may be "loaded" too often, which makes a rule silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.types import Request, Session, SessionOrigin

DATABASE_ENGINES = frozenset({"db", "cached_db"})
_OTHER_STORES = tuple(f"django.contrib.sessions.backends.{name}" for name in ("cache", "file", "signed_cookies"))
# Django's decorators that look at neither; any other may do anything.
_HARMLESS_DECORATORS = re.compile(
    r"require_\w+|csrf_exempt|never_cache|cache_control|cache_page|vary_on_\w+|gzip_page|conditional_page|condition|etag"
    r"|last_modified|xframe_options_\w+|sensitive_\w+|no_append_slash|login_not_required|staticmethod|classmethod"
    r"|method_decorator|override"
)
# Since Django 5.1 these call ``request.auser()`` before an async view: that loads the session, and does not read
# ``request.user``.
_ASK_AUSER = frozenset({"login_required", "permission_required", "user_passes_test"})
_ROUTES = frozenset({"path", "re_path", "url"})
_BEFORE_THE_VIEW = frozenset({"setup", "dispatch", "as_view", "__init__"})
# Frameworks on Django whose own authentication runs before the view: what it loads is decided elsewhere.
_AUTHENTICATING = frozenset(
    {"rest_framework", "adrf", "ninja", "ninja_extra", "strawberry", "graphene", "graphene_django", "ariadne"}
)
# What sets the data of a session aside, so that nothing has to be loaded for it any more.
_EMPTIES = frozenset({"clear", "flush", "cycle_key"})

REACHING = frozenset({"flush", "delete", "cycle_key", "save", "create", "clear_expired", "exists"})
"""Methods that ask the database themselves, whatever was loaded before."""
RETURNING = frozenset({"flush", "delete"})
"""Those that do so only for a visitor who has a session."""
LOADING = frozenset(
    name
    for name, member in session_api.MEMBERS.items()
    if member.kind is session_api.MemberKind.METHOD and not member.is_async and member.engines == session_api.ENGINES
) - REACHING - frozenset({"clear", "is_empty", "get_session_cookie_age", "encode", "decode", "load"})  # fmt: skip
"""Methods that look into the data of a session, and so load it (4.2 to 6.1)."""


def reaches_database(options: Options, symbols: SymbolTable, session: Session) -> bool:
    """Whether a session may be in a database: the engine is db or cached_db, or not known, and no other is imported."""
    if options.engine is not None and options.engine not in DATABASE_ENGINES:
        return False
    if session.origin in {SessionOrigin.CLIENT, SessionOrigin.BOUND_CLIENT}:
        return False
    return session.origin is not SessionOrigin.STORE or symbols.modules_imported.isdisjoint(_OTHER_STORES)


def must_load(
    options: Options,
    symbols: SymbolTable,
    types: Inference,
    function: FunctionContext | None,
    given: Session | Request,
    node: cst.CSTNode,
) -> bool:
    """
    Whether ``node``, in ``function``, which the walk is in, certainly has to load a request's session from a database.

    The engine and the middleware of the project are known, and neither middleware nor the function has loaded it
    before.
    """
    if options.engine not in DATABASE_ENGINES or options.session_preloaded is not False:
        return False
    if isinstance(given, Request):
        known = given.exact and not given.made
    else:
        known = given.certain and given.origin is SessionOrigin.REQUEST
    if not known or _is_for_new_visitors(symbols.tree, node):
        return False
    return not may_be_loaded(symbols, types, function, node)


def _is_for_new_visitors(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a test around ``node`` asks for the key: without one nothing has to be loaded."""
    tests = (above.test for above in tree.ancestors(node) if isinstance(above, (cst.If, cst.IfExp)))
    parts = (item for test in tests for item in (test, *descendants(test)))
    return any(isinstance(item, cst.Attribute) and item.attr.value in {"session_key", "is_empty"} for item in parts)


def may_be_loaded(symbols: SymbolTable, types: Inference, function: FunctionContext | None, node: cst.CSTNode) -> bool:
    """
    Whether the session may have been loaded before ``node`` runs, in ``function``, which the walk is in.

    By an earlier ``await`` that is given the request or a session, by a decorator or a base class that may look at the
    user, or by another function of the module that calls this one. Who asks ``request.user.is_authenticated`` before
    counts on it: that would fail in the same way.
    """
    if not _AUTHENTICATING.isdisjoint(name.partition(".")[0] for name in symbols.modules_imported):
        return True
    tree = symbols.tree
    while function is not None:
        nested, waits = _nested(function), _waits(tree, function, node)
        if _is_prepared(symbols, types, function) or any(_loads(types, item, nested) for item in waits):
            return True
        earlier = (item for item in descendants(function.node) if tree.order[item] < tree.order[node])
        if any(_asks_user(types, item) or _empties(types, item) for item in earlier):
            return True
        function = function.outer
    return False


def may_have_read_user(
    options: Options, symbols: SymbolTable, types: Inference, function: FunctionContext | None, node: cst.CSTNode
) -> bool:
    """
    Whether ``request.user`` may be at hand before ``node``, with an engine that is known and needs no database.

    By middleware, or by sync code that is waited for; ``auser()`` keeps what it loads elsewhere.
    """
    if options.engine is None:
        return False
    if options.user_preloaded:
        return True
    while function is not None:
        if any(name not in _ASK_AUSER for name in _looking_decorators(function)):
            return True
        nested = _nested(function)
        for item in _waits(symbols.tree, function, node):
            called = dotted(item.func).rpartition(".")[2] if isinstance(item, cst.Call) else ""
            is_own = called == "auser" or called in session_api.SYNC_TWINS
            if not is_own and _loads(types, item, nested):
                return True
        function = function.outer
    return False


def _nested(function: FunctionContext) -> set[str]:
    return {item.name.value for item in descendants(function.node) if isinstance(item, cst.FunctionDef)}


def _asks_user(types: Inference, item: cst.CSTNode) -> bool:
    """``request.user.is_authenticated``; ``request.user`` alone does not load anything yet."""
    user = item.value if isinstance(item, cst.Attribute) else None
    return isinstance(user, cst.Attribute) and user.attr.value == "user" and types.request(user.value) is not None


def _empties(types: Inference, item: cst.CSTNode) -> bool:
    """``request.session.clear()``: what follows works on the empty dict that it leaves."""
    function = item.func if isinstance(item, cst.Call) else None
    return (
        isinstance(function, cst.Attribute)
        and function.attr.value in _EMPTIES
        and types.session(function.value) is not None
    )


def _is_prepared(symbols: SymbolTable, types: Inference, function: FunctionContext) -> bool:
    """
    Whether code around a function may have loaded the session: decorators, the class of a view, who calls or wraps it.
    """
    if any(_looking_decorators(function)):
        return True
    if function.class_ is not None:
        bases = [types.qualified(base.value) or "" for base in function.class_.node.bases if base.keyword is None]
        if not all(base.startswith("django.views.") for base in bases):
            return True
        if any(symbols.bindings_of(function.class_.node, name) for name in _BEFORE_THE_VIEW - {function.name}):
            return True
    return any(_calls(call, function) for call in symbols.tree.of(cst.Call))


def _looking_decorators(function: FunctionContext) -> Iterator[str]:
    """
    The decorators of a function and its class that may look at the user or the session, by the last part of their
    names.
    """
    for decorator in (*function.node.decorators, *(function.class_.node.decorators if function.class_ else ())):
        for name in _callables(decorator.decorator):
            if _HARMLESS_DECORATORS.fullmatch(last := name.rpartition(".")[2]) is None:
                yield last


def _callables(decorator: cst.BaseExpression) -> Iterator[str]:
    """
    ``login_required`` of ``@login_required``, ``@login_required(...)`` and ``@method_decorator([never_cache,
    login_required])``.
    """
    if isinstance(decorator, cst.Call):
        yield dotted(decorator.func)
        if dotted(decorator.func).rpartition(".")[2] == "method_decorator" and decorator.args:
            first = decorator.args[0].value
            several = (
                [element.value for element in first.elements] if isinstance(first, (cst.List, cst.Tuple)) else [first]
            )
            for each in several:
                yield from _callables(each)
    else:
        yield dotted(decorator)


def _calls(call: cst.Call, function: FunctionContext) -> bool:
    """
    Whether a call runs a function, or is given it: ``login_required(view)``, ``signal.connect(view)``; a route only
    names it.
    """
    is_method = function.class_ is not None and function.outer is None
    names = {f"self.{function.name}", f"cls.{function.name}"} if is_method else {function.name}
    called = dotted(call.func)
    if called in names or (not is_method and called.rpartition(".")[2] == function.name):
        return True
    return called.rpartition(".")[2] not in _ROUTES and any(dotted(argument.value) in names for argument in call.args)


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

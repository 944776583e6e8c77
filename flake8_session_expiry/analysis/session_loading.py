"""
Whether an async function may access its session synchronously: stores in a database load it at the first access, and in
async code a synchronous query raises SynchronousOnlyOperation.

Everything that could have loaded it before counts, so the answer may be "loaded" too often, which makes a rule silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


class SessionLoading:
    """Asked during the walk of one module, about the place that it has reached or one before."""

    def __init__(self, options: Options, symbols: SymbolTable, types: Inference) -> None:
        self._options = options
        self._symbols = symbols
        self._types = types
        self._earlier: dict[cst.FunctionDef, _Earlier] = {}
        self._prepared: dict[cst.FunctionDef, bool] = {}

    def must_load(self, function: FunctionContext | None, given: Session | Request, node: cst.CSTNode) -> bool:
        """
        Whether ``node``, in ``function``, which the walk is in, certainly has to load a request's session from a
        database.

        The engine and the middleware of the project are known, and neither middleware nor the function has loaded it
        before.
        """
        if self._options.engine not in DATABASE_ENGINES or self._options.session_preloaded is not False:
            return False
        if isinstance(given, Request):
            known = given.exact and not given.made
        else:
            known = given.certain and given.origin is SessionOrigin.REQUEST
        if not known or _is_for_new_visitors(self._symbols.tree, node):
            return False
        return not self.may_be_loaded(function, node)

    def may_be_loaded(self, function: FunctionContext | None, node: cst.CSTNode) -> bool:
        """
        Whether the session may have been loaded before ``node`` runs, in ``function``, which the walk is in.

        By an earlier ``await`` that is given the request or a session, by a decorator or a base class that may look at
        the user, or by another function of the module that calls this one. Who asks ``request.user.is_authenticated``
        before counts on it: that would fail in the same way.
        """
        if not _AUTHENTICATING.isdisjoint(name.partition(".")[0] for name in self._symbols.modules_imported):
            return True
        while function is not None:
            if self._is_prepared(function) or self._before(function).loads(node):
                return True
            function = function.outer
        return False

    def may_have_read_user(self, function: FunctionContext | None, node: cst.CSTNode) -> bool:
        """
        Whether ``request.user`` may be at hand before ``node``, with an engine that is known and needs no database.

        By middleware, or by sync code that is waited for; ``auser()`` keeps what it loads elsewhere.
        """
        if self._options.engine is None:
            return False
        if self._options.user_preloaded:
            return True
        while function is not None:
            if any(name not in _ASK_AUSER for name in _looking_decorators(function)):
                return True
            if self._before(function).reads_user(node):
                return True
            function = function.outer
        return False

    def _before(self, function: FunctionContext) -> _Earlier:
        if function.node not in self._earlier:
            self._earlier[function.node] = _Earlier(self._symbols.tree, self._types, function.node)
        return self._earlier[function.node]

    def _is_prepared(self, function: FunctionContext) -> bool:
        """
        Whether code around a function may have loaded the session: decorators, the class of a view, who calls or wraps
        it.
        """
        if function.node not in self._prepared:
            self._prepared[function.node] = (
                any(_looking_decorators(function))
                or self._is_prepared_by_class(function)
                or self._symbols.tree.once(_handed_on, self._symbols.tree.module).has(function)
            )
        return self._prepared[function.node]

    def _is_prepared_by_class(self, function: FunctionContext) -> bool:
        if function.class_ is None:
            return False
        bases = [self._types.qualified(base.value) or "" for base in function.class_.node.bases if base.keyword is None]
        if not all(base.startswith("django.views.") for base in bases):
            return True
        own = _BEFORE_THE_VIEW - {function.name}
        return any(self._symbols.bindings_of(function.class_.node, name) for name in own)


class _Earlier:
    """
    What a function does before a place in it. Each part of it is looked at once, when the walk is behind it: the
    places are those of the first one that may load the session, or read the user.
    """

    def __init__(self, tree: Tree, types: Inference, function: cst.FunctionDef) -> None:
        self._order = tree.order
        self._types = types
        self._items = list(descendants(function))
        self._looked_at = 0
        self._nested = {item.name.value for item in self._items if isinstance(item, cst.FunctionDef)}
        self._loading: int | None = None
        self._reading: int | None = None

    def loads(self, node: cst.CSTNode) -> bool:
        """Whether the session may be loaded before ``node``."""
        self._look_up_to(node)
        return self._loading is not None and self._loading < self._order[node]

    def reads_user(self, node: cst.CSTNode) -> bool:
        """Whether sync code that may read the user is waited for before ``node``."""
        self._look_up_to(node)
        return self._reading is not None and self._reading < self._order[node]

    def _look_up_to(self, node: cst.CSTNode) -> None:
        items, place = self._items, self._order[node]
        while self._looked_at < len(items) and self._order[items[self._looked_at]] < place:
            self._look_at(items[self._looked_at])
            self._looked_at += 1

    def _look_at(self, item: cst.CSTNode) -> None:
        place = self._order[item]
        for waited in _waited(item) if self._loading is None or self._reading is None else ():
            if _loads(self._types, waited, self._nested):
                self._loading = place if self._loading is None else self._loading
                called = dotted(waited.func).rpartition(".")[2] if isinstance(waited, cst.Call) else ""
                is_own = called == "auser" or called in session_api.SYNC_TWINS
                self._reading = place if self._reading is None and not is_own else self._reading
        if self._loading is None and (_asks_user(self._types, item) or _empties(self._types, item)):
            self._loading = place


def _is_for_new_visitors(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a test around ``node`` asks for the key: without one nothing has to be loaded."""
    tests = (above.test for above in tree.ancestors(node) if isinstance(above, (cst.If, cst.IfExp)))
    parts = (item for test in tests for item in (test, *descendants(test)))
    return any(isinstance(item, cst.Attribute) and item.attr.value in {"session_key", "is_empty"} for item in parts)


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


@dataclass(frozen=True)
class _HandedOn:
    """
    What the calls of a module run or are given: ``login_required(view)``, ``signal.connect(view)``; a route only names
    its view.
    """

    called: frozenset[str]
    last_called: frozenset[str]
    given: frozenset[str]

    def has(self, function: FunctionContext) -> bool:
        """Whether a function may be among them."""
        is_method = function.class_ is not None and function.outer is None
        names = {f"self.{function.name}", f"cls.{function.name}"} if is_method else {function.name}
        is_called_so = not is_method and function.name in self.last_called
        return is_called_so or not names.isdisjoint(self.called) or not names.isdisjoint(self.given)


def _handed_on(tree: Tree, _: cst.Module) -> _HandedOn:
    calls = [(call, dotted(call.func)) for call in tree.of(cst.Call)]
    others = (call for call, name in calls if name.rpartition(".")[2] not in _ROUTES)
    return _HandedOn(
        called=frozenset(name for _, name in calls),
        last_called=frozenset(name.rpartition(".")[2] for _, name in calls),
        given=frozenset(dotted(argument.value) for call in others for argument in call.args),
    )


def _waited(item: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What a part of a function awaits."""
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

"""
DSE107: a sync session call in async code reaches the database.

Silent where:

- the call is awaited, or is none of these methods: "the async twins", "logout of Channels, and of the class itself"
- it stands in a sync function, also in one inside of the async function: "sync views", "a sync function inside"
- sync_to_async(), Channels' wrapper or a thread runs it: "sync_to_async", "channels' wrapper", "run in a thread", "a
  helper that is run in a thread"
- the engine is known to use no database, or to be the project's own; so is the store that is imported: "engines that
  need no database", "the file engine", "signed cookies", "the project's own engine", "a store of an engine without a
  database"
- it looks at nothing that has to be loaded: "what loads nothing", "clear leaves an empty session, which nothing has to
  load", "a visitor who has no session, for whom nothing is loaded"
- it only looks into the session, and the engine or the middleware is not known: "set_expiry and items without a known
  engine", "reads without a known engine", "middleware is not known: anything may have loaded the session", "a
  middleware that is added under a condition", "a list that another list is added to", "no session middleware of Django"
- it only looks into the session, and a middleware may have loaded it: "LoginRequiredMiddleware loads the session", "a
  middleware of the project that reads the user", "a middleware of the project that reads the session", "a middleware of
  the project that asks for the user by name", "a middleware of the project that gives the request to something else",
  "a middleware of the project that keeps the request", "a middleware of the project with a base class of its own", "a
  middleware of a package", "CSRF tokens in the session"
- it only looks into the session, and something that was awaited before has the request, the session or the class: "a
  session method was awaited before", "auser was awaited before", "a sync read was awaited before", "the request was
  given to something that was awaited", "a method of the class was awaited before", "a nested function was awaited
  before", "a helper for a session that is at hand"
- it only looks into the session, and a decorator, a base class, a route, a receiver or a caller may have loaded it: "a
  login decorator", "a login decorator on the class, a mixin", "a login decorator in the URL configuration", "a
  decorator of the project", "a base class of the project", "a class that prepares each request", "a receiver of a
  login", "a function that others of the module call", "a session that whoever asked the user has loaded", "a view of
  Django REST framework", "a view of Ninja"
- a helper looks into the session on some paths only, or into another one: "a helper that does not look into the session
  on every path", "a helper that is given another request"
- logout() is the project's own, or the user was read before and no database is asked: "logout of the project's own",
  "logout with an engine without a database, after the user was read", "logout with an engine without a database, where
  middleware reads the user"
- it is no session of Django: "database sessions", "an async session of SQLAlchemy beside Django", "rows that are called
  session", "Starlette's session", "aiohttp's session", "shared names without an import of Django"
- the module is one of tests: "tests"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.loading_helpers import LoadingHelpers
from flake8_session_expiry.analysis.session_loading import (
    DATABASE_ENGINES,
    LOADING,
    REACHING,
    RETURNING,
    SessionLoading,
    reaches_database,
)
from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import ASYNC_DEF, CALLED, ITEM, KEY_ASKED, UNAWAITED
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.awaited_session import awaited_logout, awaited_remedy, with_await
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import Access, PassedOn, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Request, Session

_FOR_RETURNING = " if the visitor has a session"
_LOADS = "{what} in async def queries the database: SynchronousOnlyOperation if an existing session is not loaded yet; write {remedy}"
_LOGS_OUT = "logout() in async def reads request.user{then}: SynchronousOnlyOperation for a logged-in user{unless}; write {remedy}"
_AND_DELETES, _UNLESS_READ = " and deletes the session from the database", " if nothing has read it yet"
_ITEMS = {Access.READ: ("reading an item", "aget"), Access.DELETE: ("deleting an item", "apop")}


class BlockingCallInAsync(Rule):
    """
    The session is used by sync calls in ``async def``, or ``logout()`` is called there, and reaches the database.

    ## What Django does

    Django refuses sync database access in async code with ``SynchronousOnlyOperation``. With the engines ``db`` and
    ``cached_db`` ``cycle_key()``, ``save()``, ``create()`` and ``clear_expired()`` always run into that;
    ``flush()`` and ``delete()`` do so for a visitor who already has a session: a first visit in development does
    not show it. With ``cache``, ``file`` and ``signed_cookies`` they work, but block the event loop.

    ``set_expiry()``, items, ``get()``, ``"key" in request.session`` and whatever else looks into the session must
    load it first, and fail in the same way if nothing has loaded it before. So does a sync function that looks into
    it, if it is called in ``async def``. They are reported only if the engine is known to be ``db`` or
    ``cached_db`` (there it happens once the cache has dropped the session), if ``MIDDLEWARE`` is known and nothing
    in it loads the session (``LoginRequiredMiddleware`` does, and any middleware that reads ``request.user``), and
    if nothing earlier in the function can have loaded it. ``session_key``, ``is_empty()``, ``modified`` and
    ``clear()`` load nothing.

    ``logout(request)`` reads ``request.user``, and so fails for a logged-in visitor with any engine if nothing has
    read it before; with ``db`` and ``cached_db`` it always fails, as it deletes the server copy. Before Django 5.1
    sessions have no ``a`` methods: there, write ``await sync_to_async(request.session.flush)()``.

    ## Flagged

        from django.shortcuts import redirect

        async def logout_view(request):
            request.session.flush()
            return redirect("/")

    or

        from django.contrib.auth import logout

        async def logout_view(request):
            logout(request)

    ## Use instead

        from django.shortcuts import redirect

        async def logout_view(request):
            await request.session.aflush()
            return redirect("/")

    or

        from django.contrib.auth import alogout

        async def logout_view(request):
            await alogout(request)

    ## Fix safety

    The call becomes ``await`` of the asynchronous twin. That is safe if the project is known to run on Django 5.1 or later
    (``alogout``: 5.0), unsafe if its version is not known, and not offered for an earlier one. ``request.session["key"]`` becomes ``await
    request.session.aget("key")``, which gives ``None`` where the key is missing: that is unsafe.

    ## Options

    ``--session-expiry-engine=db`` (or another) and ``--session-expiry-django-version=5.2`` say what the project has.

    ## References

    - [Async safety](https://docs.djangoproject.com/en/stable/topics/async/#async-safety)
    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    """

    code = "DSE107"
    since = "0.1.0"
    needs = ASYNC_DEF & (UNAWAITED("logout()") | CALLED(*LOADING, *REACHING) | ITEM | KEY_ASKED)
    message = "{what} in async def queries the database: SynchronousOnlyOperation{whom}; write {remedy}"
    in_tests = False
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._loading = SessionLoading(model.options, model.symbols, model.types)
        self._helpers = LoadingHelpers(model.symbols, model.effects)
        self._calls: list[PassedOn] = []

    def on_session_call(self, call: SessionCall) -> None:
        """Methods that reach the database whatever was loaded, and those that look into the session."""
        method = call.method
        if call.awaited or not self.model.members.is_djangos_own(method):
            return
        if method in LOADING:
            self._look(call.node, call.session, call.receiver, f"{method}()", f"a{method}")
        elif self.here.in_async and method in REACHING and reaches_database(self.options, self.symbols, call.session):
            where = "" if self.options.engine else " on db and cached_db"
            self._report(
                call.node, call.receiver, f"{method}()", f"a{method}", where + _FOR_RETURNING * (method in RETURNING)
            )

    def on_session_item(self, item: SessionItem) -> None:
        """``request.session["key"]``, read, written or deleted."""
        what, twin = _ITEMS.get(item.access, ("writing an item", "aset"))
        self._look(item.node, item.session, item.receiver, what, twin)

    def visit_Comparison(self, node: cst.Comparison) -> None:
        """``"key" in request.session``."""
        for target in node.comparisons:
            session = self.types.session(target.comparator)
            if session is not None and isinstance(target.operator, (cst.In, cst.NotIn)):
                self._look(node, session, target.comparator, "testing for a key", "ahas_key")

    def on_passed_on(self, call: PassedOn) -> None:
        """``theme(request)``; what the function does is known when the walk is over."""
        awaited = isinstance(self.tree.parents[call.node], cst.Await)
        if call.passed and not awaited and self.here.in_async and self._must_load(call.passed[0][1], call.node):
            self._calls.append(call)

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        for call in self._calls:
            if self._helpers.loads(call):
                name = self.source.code(call.node.func)
                remedy = f"await sync_to_async({name})(...)"
                self.report(call.node, message=_LOADS, what=f"{name}()", whom=_FOR_RETURNING, remedy=remedy)

    def visit_Call(self, node: cst.Call) -> None:
        """``logout(request)``."""
        if not self.here.in_async or self.types.qualified(node.func) != "django.contrib.auth.logout":
            return
        if isinstance(self.tree.parents[node], cst.Await):
            return
        then, unless = (_AND_DELETES, "") if self.options.engine in DATABASE_ENGINES else ("", _UNLESS_READ)
        if not then and self._loading.may_have_read_user(self.here.function, node):
            return
        too_old = self.options.django_below(*session_api.ASYNC_AUTH_SINCE)
        remedy = f"await {'sync_to_async(logout)' if too_old else 'alogout'}(request)"
        edit = awaited_logout(self.source, self.types, node)
        self.report(node, message=_LOGS_OUT, then=then, unless=unless, remedy=remedy, logout=edit)

    def _must_load(self, given: Session | Request, node: cst.CSTNode) -> bool:
        return self._loading.must_load(self.here.function, given, node)

    def _look(self, node: cst.CSTNode, session: Session, receiver: cst.BaseExpression, what: str, twin: str) -> None:
        """Something looks into a session: reported in async code, kept for its callers in a sync function."""
        if not self.here.in_async:
            self._helpers.note(self.here.function, node, session)
        elif self._must_load(session, node):
            self._report(node, receiver, what, twin, _FOR_RETURNING, _LOADS)

    def _report(
        self,
        node: cst.CSTNode,
        receiver: cst.BaseExpression,
        what: str,
        twin: str,
        whom: str,
        message: str | None = None,
    ) -> None:
        session, bare = self.source.code(receiver), isinstance(node, cst.Call) and not node.args
        remedy = awaited_remedy(self.options, session, twin, "" if bare else "...")
        self.report(node, message=message, what=what, whom=whom, remedy=remedy, session=session, twin=twin)

    def fix(self, finding: Finding) -> Fix | None:
        """``await`` of the twin."""
        twin, edit, since = finding.facts.get("twin"), finding.facts.get("logout"), session_api.ASYNC_AUTH_SINCE
        if isinstance(twin, str):
            edit = with_await(self.source, finding.node, str(finding.facts["session"]), twin)
            since = session_api.ASYNC_SESSIONS_SINCE
        if not isinstance(edit, Replace) or self.options.django_below(*since):
            return None
        # A key that is missing: session["k"] raises KeyError, aget("k") gives None.
        same = not (isinstance(finding.node, cst.Subscript) and twin == "aget")
        needed = (NeededImport("django.contrib.auth", "alogout"),) if edit.by == "await alogout" else ()
        return (Fix.safe if same and self.options.django_at_least(*since) else Fix.unsafe)(edit, imports=needed)

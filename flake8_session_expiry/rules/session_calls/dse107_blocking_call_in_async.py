"""DSE107: a sync session call in async code reaches the database."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from flake8_session_expiry.analysis.session_loading import may_be_loaded
from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.types import Session, SessionOrigin

LOGOUT, ALOGOUT = "django.contrib.auth.logout", "django.contrib.auth.alogout"
RETURNING = " for a visitor who has a session"
REACHES_DATABASE: Mapping[str, str] = MappingProxyType(
    {"flush": RETURNING, "delete": RETURNING, "cycle_key": "", "save": "", "create": "", "clear_expired": ""}
)
DATABASE_ENGINES = frozenset({"db", "cached_db"})
OTHER_STORES = tuple(f"django.contrib.sessions.backends.{name}" for name in ("cache", "file", "signed_cookies"))
LOADS = (
    "{what} in async def loads the session from the database, which fails with SynchronousOnlyOperation{whom} if nothing has loaded "
    "it before; write {remedy}"
)
READS_USER = "logout() in async def reads request.user, which fails with SynchronousOnlyOperation for a logged-in visitor; write {remedy}"


class BlockingCallInAsync(Rule):
    """
    A sync method of the session, or ``logout()``, is called in ``async def`` and reaches the database.

    ## What Django does

    Django refuses sync database access in async code with ``SynchronousOnlyOperation``. With the engines ``db`` and ``cached_db``
    ``cycle_key()``, ``save()``, ``create()`` and ``clear_expired()`` always run into that, ``flush()`` and ``delete()`` for a visitor who already
    has a session: a first visit in development does not show it. With the engines ``cache``, ``file`` and ``signed_cookies`` they work, and only
    keep the event loop waiting.

    ``set_expiry()`` and ``request.session["key"] = value`` must load the session first, and fail in the same way if nothing has loaded it before.
    They are reported only if the engine is known to be ``db`` or ``cached_db`` (there it happens once the cache has dropped the session), and
    nothing earlier in the function can have loaded it.

    ``logout(request)`` reads ``request.user`` and so fails for a logged-in visitor with any engine.

    Before Django 5.1 sessions have no ``a`` methods: there ``await sync_to_async(request.session.flush)()`` is the way.

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

    A statement becomes ``await`` of the asynchronous twin. That is safe if the project is known to run on Django 5.1 or later
    (``alogout``: 5.0), unsafe if its version is not known, and not offered for an earlier one.

    ## Options

    ``--session-expiry-engine=db`` (or another) and ``--session-expiry-django-version=5.2`` say what the project has.

    ## References

    - [Async safety](https://docs.djangoproject.com/en/stable/topics/async/#async-safety)
    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    """

    code = "DSE107"
    message = "{what} in async def reaches the database and fails with SynchronousOnlyOperation{whom}; write {remedy}"
    in_tests = False
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """Methods that reach the database whatever was loaded, and ``set_expiry``."""
        if call.awaited or not self.here.in_async or not self.model.members.is_djangos_own(call.method):
            return
        if call.method == "set_expiry":
            if self._must_load(call.session, call.node):
                self._report(call.node, call.statement, "set_expiry()", call.receiver, "aset_expiry", LOADS, RETURNING)
        elif call.method in REACHES_DATABASE and self._has_database(call.session):
            where = "" if self.options.engine else " on the db and cached_db engines"
            whom = where + REACHES_DATABASE[call.method]
            self._report(call.node, call.statement, f"{call.method}()", call.receiver, f"a{call.method}", None, whom)

    def on_session_item(self, item: SessionItem) -> None:
        """``request.session["key"] = value``."""
        writes = item.access in {Access.WRITE, Access.AUGMENTED}
        if writes and self.here.in_async and self._must_load(item.session, item.node):
            self._report(item.node, item.statement, "writing an item", item.receiver, "aset", LOADS, RETURNING)

    def visit_Call(self, node: cst.Call) -> None:
        """``logout(request)``."""
        if not self.here.in_async or self.types.qualified(node.func) != LOGOUT:
            return
        if isinstance(self.tree.parents[node], cst.Await):
            return
        remedy = "await alogout(request)"
        if self.options.django_below(*session_api.ASYNC_AUTH_SINCE):
            remedy = "await sync_to_async(logout)(request)"
        facts = {"statement": self.tree.statement(node), "can_import": self.types.can_import(ALOGOUT)}
        self.report(node, message=READS_USER, remedy=remedy, twin="alogout", **facts)

    def _has_database(self, session: Session) -> bool:
        if self.options.engine is not None and self.options.engine not in DATABASE_ENGINES:
            return False
        if session.origin in {SessionOrigin.CLIENT, SessionOrigin.BOUND_CLIENT}:
            return False
        return session.origin is not SessionOrigin.STORE or self.symbols.modules_imported.isdisjoint(OTHER_STORES)

    def _must_load(self, session: Session, node: cst.CSTNode) -> bool:
        known = session.origin is SessionOrigin.REQUEST and session.certain and self.options.engine in DATABASE_ENGINES
        return known and not may_be_loaded(self.source, self.types, self.here.function, node)

    def _report(
        self,
        node: cst.CSTNode,
        statement: cst.CSTNode,
        what: str,
        receiver: cst.BaseExpression,
        twin: str,
        message: str | None,
        whom: str,
    ) -> None:
        session = self.source.code(receiver)
        arguments = "" if isinstance(node, cst.Call) and not node.args else "..."
        remedy = f"await {session}.{twin}({arguments})"
        if self.options.django_below(*session_api.ASYNC_SESSIONS_SINCE):
            method = session_api.SYNC_TWINS.get(twin, "__setitem__")
            remedy = f"await sync_to_async({session}.{method})({arguments})"
        elif self.options.django_version is None:
            remedy += " (Django 5.1 and later)"
        facts = {"statement": statement, "session": session, "twin": twin}
        self.report(node, message=message, what=what, whom=whom, remedy=remedy, **facts)

    def fix(self, finding: Finding) -> Fix | None:
        """``await`` of the twin."""
        twin, statement, node = finding.facts["twin"], finding.facts["statement"], finding.node
        since = session_api.ASYNC_AUTH_SINCE if twin == "alogout" else session_api.ASYNC_SESSIONS_SINCE
        if self.options.django_below(*since):
            return None
        make = Fix.safe if self.options.django_at_least(*since) else Fix.unsafe
        if isinstance(statement, cst.Assign) and isinstance(node, cst.Subscript):
            code = self._aset(statement, node, f"await {finding.facts['session']}.aset")
            return None if code is None else make(Replace(statement, code))
        if not isinstance(node, cst.Call) or not isinstance(statement, cst.Expr) or statement.value is not node:
            return None
        if isinstance(node.func, cst.Attribute):
            return make(Replace(node.func, f"await {self.source.code(node.func.value)}.{twin}"))
        needed = (NeededImport("django.contrib.auth", "alogout"),)
        return make(Replace(node.func, "await alogout"), imports=needed) if finding.facts["can_import"] else None

    def _aset(self, statement: cst.Assign, item: cst.Subscript, call: str) -> str | None:
        """``session[key] = value`` as ``await session.aset(key, value)``."""
        value, index = statement.value, item.slice[0].slice
        alone = len(statement.targets) == 1 and statement.targets[0].target is item
        plain = not isinstance(value, cst.Yield) and not (isinstance(value, cst.Tuple) and not value.lpar)
        if not (alone and plain and len(item.slice) == 1 and isinstance(index, cst.Index)):
            return None
        return f"{call}({self.source.code(index.value)}, {self.source.code(value)})"

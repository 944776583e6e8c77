"""
DSE113: the result of a sync session method is awaited.

Silent where:

- the async twin, or a wrapper, is awaited: "the async twin is awaited", "the async twins of Django's authentication",
  "sync_to_async is awaited", "channels' wrapper is awaited"
- nothing is awaited: "nothing is awaited"
- what is awaited is an item or an attribute: "what lies in the session", "an attribute that is called"
- the function is not Django's, or bound to another one here: "functions of the project's own, awaited", "login and
  logout of Channels and of allauth", "another function under that name"
- the engine, or the store, is not Django's: "the project's own engine may have its own colours", "a store of another
  package"
- TypeError is expected: "expected to fail"
- it is certainly no session of Django: "a session of aiohttp", "a database session", "a mock in the place of the
  session", "another framework's session"
- others have the name, and the module has no sign of Django: "shared names without an import of Django"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import AWAITED
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall

_AUTH = "django.contrib.auth."
_SYNC = tuple(
    name
    for name, member in session_api.MEMBERS.items()
    if member.kind is session_api.MemberKind.METHOD and not member.is_async
)
_AUTH_FAILS = "{method}() is not a coroutine: this line fails; write {remedy}"


class AwaitedSyncMethod(Rule):
    """
    ``await`` is used on a sync method of the session, or on ``login()`` or ``logout()``.

    ## What Django does

    ``set_expiry()`` and the other methods without an ``a`` are plain methods. The call runs first, in the event
    loop; then ``await`` gets what it returned and raises ``TypeError: object NoneType can't be used in 'await'
    expression``. The visitor gets a 500 page. The asynchronous twins have an ``a`` before the name (Django 5.1 and
    later).

    The same goes for ``await logout(request)`` and ``await login(request, user)``: they are plain functions, whose
    twins ``alogout()`` and ``alogin()`` came with Django 5.0. What they read from the database fails even before
    the ``await``, with ``SynchronousOnlyOperation``.

    ## Flagged

        async def view(request):
            await request.session.set_expiry(300)

    or

        from django.contrib.auth import logout

        async def logout_view(request):
            await logout(request)

    ## Use instead

        async def view(request):
            await request.session.aset_expiry(300)

    or

        from django.contrib.auth import alogout

        async def logout_view(request):
            await alogout(request)

    ## Fix safety

    The method becomes its asynchronous twin if the project is known to run on Django 5.1 or later
    (``--session-expiry-django-version``; 5.0 for ``alogin`` and ``alogout``). Otherwise, and for methods without a
    twin, there is no fix.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [Django 5.1: asynchronous sessions](https://docs.djangoproject.com/en/5.1/releases/5.1/#django-contrib-sessions)
    """

    code = "DSE113"
    since = "0.1.0"
    needs = AWAITED("login()", "logout()", *_SYNC)
    message = "{method}() is not a coroutine: awaiting its result fails with TypeError; write {remedy}"
    fixes = frozenset({Safety.SAFE})
    raises = frozenset({"TypeError"})

    def on_session_call(self, call: SessionCall) -> None:
        """Any method that is not a coroutine."""
        if not call.awaited or call.method not in _SYNC:
            return
        if self.model.members.is_djangos_own(call.method):
            self.report(self.tree.parents[call.node], method=call.method, remedy=self._remedy(call))

    def visit_Await(self, node: cst.Await) -> None:
        """``await logout(request)``."""
        call = node.expression
        name = (self.types.qualified(call.func) or "").removeprefix(_AUTH) if isinstance(call, cst.Call) else ""
        if name not in {"login", "logout"}:
            return
        remedy = f"await a{name}(...)"
        if self.options.django_below(*session_api.ASYNC_AUTH_SINCE):
            remedy = f"await sync_to_async({name})(...)"
        elif self.options.django_version is None:
            remedy += " (Django 5.0+)"
        can_import = self.types.can_import(f"{_AUTH}a{name}")
        self.report(node, message=_AUTH_FAILS, method=name, remedy=remedy, can_import=can_import)

    def _remedy(self, call: SessionCall) -> str:
        receiver = self.source.code(call.receiver)
        arguments = "..." if call.node.args else ""
        twin = session_api.ASYNC_TWINS.get(call.method)
        if twin is None:
            return f"{receiver}.{call.method}({arguments}) without await"
        if self.options.django_below(*session_api.ASYNC_SESSIONS_SINCE):
            return f"await sync_to_async({receiver}.{call.method})({arguments})"
        known = self.options.django_version is not None
        return f"await {receiver}.{twin}({arguments})" + ("" if known else " (Django 5.1+)")

    def fix(self, finding: Finding) -> Fix | None:
        """``set_expiry`` -> ``aset_expiry``, ``logout`` -> ``alogout``."""
        assert isinstance(finding.node, cst.Await)
        call, method = finding.node.expression, str(finding.facts["method"])
        if "can_import" in finding.facts:
            return self._fix_of_auth(call, f"a{method}", finding.facts["can_import"] is True)
        twin = session_api.ASYNC_TWINS.get(method)
        if (
            twin is None
            or not self.options.django_at_least(*session_api.ASYNC_SESSIONS_SINCE)
            or not isinstance(call, cst.Call)
            or not isinstance(call.func, cst.Attribute)
        ):
            return None
        return Fix.safe(Replace(call.func.attr, twin))

    def _fix_of_auth(self, call: cst.BaseExpression, twin: str, can_import: bool) -> Fix | None:
        if not isinstance(call, cst.Call) or not self.options.django_at_least(*session_api.ASYNC_AUTH_SINCE):
            return None
        if isinstance(call.func, cst.Attribute):
            return Fix.safe(Replace(call.func.attr, twin))
        needed = (NeededImport("django.contrib.auth", twin),)
        return Fix.safe(Replace(call.func, twin), imports=needed) if can_import else None

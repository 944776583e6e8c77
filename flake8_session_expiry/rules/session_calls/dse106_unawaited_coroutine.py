"""
DSE106: a coroutine of the session is made and never awaited.

Silent where:

- the coroutine is awaited: "awaited", "the chosen one is awaited", "the functions of Django's authentication awaited,
  or given to something that awaits them"
- it is bound to a name that is read: "bound to a name that is awaited", "a chosen coroutine that is kept", "closed"
- it is returned, yielded or the value of a lambda: "returned", "yielded", "the value of a lambda"
- it is an argument, an item or an attribute, which something else awaits: "gathered", "made a task", "a list of
  coroutines", "kept for later: in a list, a dict, an attribute, a task group", "run until it is complete, or given to
  another loop"
- sync code runs it: "run from sync code"
- the function is the project's own: "alogout of the project's own", "functions of the project's own"
- other sessions have the name, and the module has no sign of Django: "shared names without an import of Django"
- the module is another framework's: "another framework's session"
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from flake8_session_expiry.analysis.coroutine_uses import CoroutineUse, stands_in_async, use_of
from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import UNAWAITED
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall

_AUTH = "django.contrib.auth."
_REHASH = "aupdate_session_auth_hash"
# Django 5.0 ends the session in it, 5.1 and 5.2 raise SynchronousOnlyOperation.
_REHASH_WORKS_SINCE = (6, 0)
_IN_SYNC = "change the password in a sync function that calls update_session_auth_hash()"
_MISSING = "Django {version} has no {name}() (new in {since}): this line fails; {remedy}"
_TRUTH = "{name}() is not awaited: the condition tests a coroutine, which is always true; {remedy}"
_COMPARISON = "{name}() is not awaited: the coroutine is compared, not its result; {remedy}"
_MESSAGES = {CoroutineUse.TESTED: _TRUTH, CoroutineUse.COMPARED: _COMPARISON}
_EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "aflush": "it never runs and the user stays logged in",
        "alogout": "it never runs and the user stays logged in",
        "alogin": "it never runs and nobody is logged in",
        _REHASH: "it never runs and the password change ends the session",
        "aset_expiry": "it never runs and no expiry is set",
    }
)


class UnawaitedCoroutine(Rule):
    """
    An ``a`` method of the session, or ``alogout()``, is called without ``await``.

    ## What Django does

    Since Django 5.1 sessions have asynchronous twins of their methods, with an ``a`` before the name. Calling one
    only creates a coroutine; nothing runs until it is awaited. Python says so with a ``RuntimeWarning`` in the log
    of the server; the visitor gets a normal page. An expiry is not set, and after ``aflush()`` or ``alogout()`` the
    user is still logged in. As a condition a coroutine is always true, and it equals no value. In a sync function
    nothing can await it: there the method without the ``a`` is the right one.

    Without ``await``, ``aupdate_session_auth_hash()`` does not keep the login of a user who has changed the
    password: the next request is anonymous. Awaited it works since Django 6.0; in 5.1 and 5.2 it raises
    ``SynchronousOnlyOperation``, in 5.0 it ends the session itself; what keeps the login there is on the page of
    DSE322.

    Before Django 5.1 sessions have no ``a`` methods (the functions of ``django.contrib.auth`` came with 5.0), and the
    line fails.

    ## Flagged

        async def view(request):
            request.session.aset_expiry(300)

    or, in a sync view:

        from django.shortcuts import redirect

        def logout_view(request):
            request.session.aflush()
            return redirect("/")

    or

        async def view(request):
            if request.session.aget_expire_at_browser_close():
                await request.session.aset_expiry(300)

    or

        from django.contrib.auth import alogout

        async def logout_view(request):
            alogout(request)

    ## Use instead

        async def view(request):
            await request.session.aset_expiry(300)

    or

        from django.shortcuts import redirect

        def logout_view(request):
            request.session.flush()
            return redirect("/")

    or

        async def view(request):
            if await request.session.aget_expire_at_browser_close():
                await request.session.aset_expiry(300)

    or

        from django.contrib.auth import alogout

        async def logout_view(request):
            await alogout(request)

    ## Fix safety

    A call that stands alone, is a condition or is compared gets its ``await`` in ``async def``, and in sync code
    becomes the sync method. In a sync function inside an ``async def`` there is no fix, as the sync method may not
    run there: make that function ``async def``, and await it where it is called. A coroutine that is assigned to a
    name has none either: put ``await`` before the call, unless the name is awaited elsewhere.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [Asynchronous support](https://docs.djangoproject.com/en/stable/topics/async/)
    - [Django 5.1: asynchronous sessions](https://docs.djangoproject.com/en/5.1/releases/5.1/#django-contrib-sessions)
    """

    code = "DSE106"
    since = "0.1.0"
    needs = UNAWAITED(
        *session_api.SYNC_TWINS, "aset", "acache_key", "alogin()", "alogout()", "aupdate_session_auth_hash()"
    )
    message = "{name}() is not awaited: {effect}; {remedy}"
    fixes = frozenset({Safety.SAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """The ``a`` methods."""
        member = session_api.MEMBERS.get(call.method)
        if member is not None and member.is_async and self.model.members.is_djangos_own(call.method):
            receiver, twin = self.source.code(call.receiver), session_api.SYNC_TWINS.get(call.method)
            self._decide(call.node, call.method, f"{receiver}.", twin, session_api.ASYNC_SESSIONS_SINCE)

    def visit_Call(self, node: cst.Call) -> None:
        """``alogout(request)``, ``alogin(request, user)``, ``aupdate_session_auth_hash(request, user)``."""
        name = (self.types.qualified(node.func) or "").removeprefix(_AUTH)
        if name in {"alogout", "alogin", _REHASH}:
            self._decide(node, name, "", name[1:], session_api.ASYNC_AUTH_SINCE)

    def _decide(self, node: cst.Call, name: str, receiver: str, twin: str | None, since: session_api.Version) -> None:
        use = use_of(self.symbols, node)
        if use is None:
            return
        missing = self.options.django_below(*since)
        awaits = self.here.in_async and not missing
        awaits = awaits and (name != _REHASH or self.options.django_at_least(*_REHASH_WORKS_SINCE))
        arguments = "..." if node.args else ""
        full = None if receiver or twin is None else f"{_AUTH}{twin}"
        self.report(
            node,
            message=_MISSING if missing else _MESSAGES.get(use),
            name=name,
            effect=_EFFECTS.get(name, "it never runs"),
            remedy=f"write await {receiver}{name}({arguments})"
            if awaits
            else self._otherwise(node, name, receiver, twin),
            version=".".join(map(str, self.options.django_version or ())),
            since=".".join(map(str, since)),
            awaits=awaits,
            twin=None if self.here.in_async or stands_in_async(self.tree, node) else twin,
            is_kept=use is CoroutineUse.KEPT,
            can_import=full is not None and self.types.can_import(full),
        )

    def _otherwise(self, node: cst.Call, name: str, receiver: str, twin: str | None) -> str:
        """What to write where nothing can be awaited, or where there is no coroutine to await."""
        arguments = "..." if node.args else ""
        if name == _REHASH and self.here.in_async:
            known = self.options.django_version is not None
            return _IN_SYNC if known else f"write await {name}({arguments}) (Django 6.0+)"
        if twin is None:
            return f"write {receiver}cache_key" if not arguments else f"write {receiver[:-1]}[...] = ..."
        if self.here.in_async:
            return f"write await sync_to_async({receiver}{twin})({arguments})"
        in_async = stands_in_async(self.tree, node)
        return "await it in an async function" if in_async else f"write {receiver}{twin}({arguments})"

    def fix(self, finding: Finding) -> Fix | None:
        """``await`` in async code, the sync twin in sync code."""
        call, twin = finding.node, finding.facts["twin"]
        assert isinstance(call, cst.Call)
        if finding.facts["is_kept"]:
            return None
        if finding.facts["awaits"]:
            return Fix.safe(Replace(call, f"await {self.source.code(call)}"))
        if not isinstance(twin, str):
            return None
        if isinstance(call.func, cst.Attribute):
            return Fix.safe(Replace(call.func.attr, twin))
        needed = (NeededImport("django.contrib.auth", twin),)
        return Fix.safe(Replace(call.func, twin), imports=needed) if finding.facts["can_import"] else None

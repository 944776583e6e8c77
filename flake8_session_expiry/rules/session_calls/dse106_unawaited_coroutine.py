"""DSE106: a coroutine of the session is made and never awaited."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall

ALOGOUT = "django.contrib.auth.alogout"
LOGOUT = "django.contrib.auth.logout"
MISSING = "Django {version} has no {name}() (new in {since}): this line fails; write {remedy}"
TRUTH = "{name}() is not awaited: the test sees a coroutine, which is always true; write {remedy}"
COMPARISON = "{name}() is not awaited: a coroutine is compared, not what it would return; write {remedy}"
ENDS = frozenset({"aflush", "alogout"})
DISCARDED, KEPT, TESTED, COMPARED = "discarded", "kept in a name that nobody reads", "tested for truth", "compared"
_MESSAGES = {TESTED: TRUTH, COMPARED: COMPARISON}


class UnawaitedCoroutine(Rule):
    """
    An ``a`` method of the session, or ``alogout()``, is called without ``await``.

    ## What Django does

    Since Django 5.1 sessions have asynchronous twins of their methods, with an ``a`` before the name. Calling one only
    makes a coroutine; nothing runs until it is awaited. Python says so with a ``RuntimeWarning`` in the log of the
    server; the visitor gets a normal page. An expiry is not set, and after ``aflush()`` or ``alogout()`` the user is
    still logged in. As a condition a coroutine is always true, and it equals no value. In a sync function nothing can
    await it: there the method without the ``a`` is the right one.

    Before Django 5.1 sessions have no ``a`` methods (``alogout()`` came with 5.0), and the line fails.

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
    becomes the sync method. A sync function inside an ``async def`` is left to you: the sync method may not run there.
    A coroutine that is kept in a name is left to you too.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [Asynchronous support](https://docs.djangoproject.com/en/stable/topics/async/)
    - [Django 5.1: asynchronous sessions](https://docs.djangoproject.com/en/5.1/releases/5.1/#django-contrib-sessions)
    """

    code = "DSE106"
    message = "{name}() is not awaited: {effect}; write {remedy}"
    fixes = frozenset({Safety.SAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """The async methods (``aset_expiry``)."""
        member = session_api.MEMBERS.get(call.method)
        if member is not None and member.is_async and self.model.members.is_djangos_own(call.method):
            receiver = self.source.code(call.receiver)
            self._decide(call.node, call.method, f"{receiver}.", session_api.SYNC_TWINS.get(call.method))

    def visit_Call(self, node: cst.Call) -> None:
        """``alogout(request)``."""
        if self.types.qualified(node.func) == ALOGOUT:
            self._decide(node, "alogout", "", "logout")

    def _decide(self, node: cst.Call, name: str, receiver: str, twin: str | None) -> None:
        use = self._use(node)
        if use is None:
            return
        since = session_api.ASYNC_AUTH_SINCE if name == "alogout" else session_api.ASYNC_SESSIONS_SINCE
        missing = self.options.django_below(*since)
        awaits = self.here.in_async and not missing
        arguments = "..." if node.args else ""
        self.report(
            node,
            message=MISSING if missing else _MESSAGES.get(use),
            name=name,
            effect=_effect(name),
            remedy=f"await {receiver}{name}({arguments})" if awaits else self._sync(node, receiver, twin),
            version=".".join(map(str, self.options.django_version or ())),
            since=".".join(map(str, since)),
            awaits=awaits,
            twin=None if self.here.in_async or self._stands_in_async(node) else twin,
            is_kept=use == KEPT,
            can_import=self.types.can_import(LOGOUT),
        )

    def _sync(self, node: cst.Call, receiver: str, twin: str | None) -> str:
        """What to write where nothing can be awaited, or where there is no coroutine to await."""
        arguments = "..." if node.args else ""
        if twin is None:
            return f"{receiver}cache_key" if not arguments else f"{receiver[:-1]}[...] = ..."
        if self.here.in_async:
            return f"await sync_to_async({receiver}{twin})({arguments})"
        return "an async function that awaits it" if self._stands_in_async(node) else f"{receiver}{twin}({arguments})"

    def _use(self, node: cst.Call) -> str | None:
        """What the coroutine is used for; None where other code may await it."""
        below: cst.CSTNode = node
        for above in self.tree.ancestors(node):
            if isinstance(above, cst.Expr):
                return DISCARDED
            if isinstance(above, (cst.Comparison, cst.ComparisonTarget)):
                return COMPARED
            if isinstance(above, cst.Assign):
                return KEPT if self._is_never_read(above) else None
            is_test = isinstance(above, (cst.If, cst.While, cst.IfExp, cst.Assert, cst.CompIf)) and below is above.test
            is_left = isinstance(above, cst.BooleanOperation) and below is above.left
            if is_test or is_left or (isinstance(above, cst.UnaryOperation) and isinstance(above.operator, cst.Not)):
                return TESTED
            if not isinstance(above, (cst.BooleanOperation, cst.IfExp)):
                return None
            below = above
        return None

    def _is_never_read(self, assign: cst.Assign) -> bool:
        function = self.symbols.function_of(assign)
        target = assign.targets[0].target
        if function is None or len(assign.targets) != 1 or not isinstance(target, cst.Name):
            return False
        same = (item for item in descendants(function) if isinstance(item, cst.Name) and item.value == target.value)
        return all(isinstance(self.tree.parents[item], (cst.AssignTarget, cst.Attribute)) for item in same)

    def _stands_in_async(self, node: cst.CSTNode) -> bool:
        return any(
            isinstance(above, cst.FunctionDef) and above.asynchronous is not None for above in self.tree.ancestors(node)
        )

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
        needed = (NeededImport("django.contrib.auth", "logout"),)
        return Fix.safe(Replace(call.func, twin), imports=needed) if finding.facts["can_import"] else None


def _effect(name: str) -> str:
    if name in ENDS:
        return "nothing runs and the user stays logged in"
    return "nothing runs and no expiry is set" if name in session_api.SETTERS else "nothing runs"

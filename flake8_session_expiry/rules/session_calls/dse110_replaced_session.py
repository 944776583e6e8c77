"""
DSE110: request.session is deleted or replaced by a dict.

Silent where:

- what is assigned is a store, a session or not known: "another store", "a store of the project's engine", "a value that
  is not known"
- only an item or a name goes: "an item of the session is deleted", "an alias is only a name"
- the code makes the request itself, or has it from something that is not known: "a request that was made here", "a copy
  of a request", "a request that a helper, a class or another request made"
- the function runs for every request, or is a command: "middleware as a class", "middleware of the old kind",
  "middleware as a function", "functions of a middleware module", "a decorator for views without sessions", "a
  management command"
- the module is one of tests or imports tools for them: "a test", "a test in a module of the project", "RequestFactory
  outside of a test module", "a test tool of REST framework"
- it is asked whether there is a session, around it or before it with a way out, or AttributeError is expected: "asks
  whether there is one", "asks whether there is one, and leaves", "expects that there is none", "a session where there
  is none"
- the session that was there is put back: "swapped and put back"
- a comment speaks of the middleware, the cookie or Vary: "a comment says that the middleware shall not see it"
- the session may have ended before, on some path or by a logout of the project's own: "logged out before on one of the
  paths", "a logout of the project's own before"
- it ended before, in a view of REST framework, whose request hides the change: "in a view of REST framework the cookie
  is deleted all the same"
- it is no request of Django, or stands in no function: "another framework's session", "a request that is none of
  Django's", "at the level of the module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.rest_framework import is_rest_view, may_be_rest_view
from flake8_session_expiry.analysis.session_replacement import (
    ENDED_BY,
    Endings,
    first_ending_call,
    is_blank,
    is_intended,
    is_put_back,
)
from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Replace, Safety
from flake8_session_expiry.engine.needs import SESSION_REPLACED
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import RequestWrite, Write
from flake8_session_expiry.sessions.model import Model

# A module that makes requests for tests prepares their sessions, too.
TEST_TOOLS = ("django.test", "rest_framework.test", "unittest", "pytest", "mock")
_LOST = ", but this request's changes are lost"
_STAYS = "{what} leaves the saved session as it was{more}; change the session itself, e.g. {remedy}"
_LEAVES_LOGIN = "{what} does not log the user out: the session stays valid{more}; call {remedy}"
_ON_WRAPPER = ", as only REST framework's own request changes"
_FAILS = (
    "{what} fails with AttributeError: REST framework's request only gives access to Django's session; call {remedy}"
)
_AFTER = "{what} after {ended}() keeps SessionMiddleware from deleting the session cookie{signed}; remove it"
_AFTER_DELETE = "delete() removed the server copy, but {what} keeps the cookie{signed}; call {ends} instead of both"
_SIGNED = ", and with signed_cookies the user stays logged in"


class ReplacedSession(Rule):
    """
    ``request.session`` is deleted, or replaced by a dict or ``None``.

    ## What Django does

    No error. Without its session object ``SessionMiddleware`` saves nothing and sends no cookie: what was written
    to the session earlier in this request is lost, and the saved session stays as it was. Above all, this is not a
    logout: the next request of the same browser is logged in as before. If the same view calls a session method
    afterwards, or ``login()``, that fails with ``AttributeError``.

    After ``logout()`` or ``flush()`` the server copy is gone; without its session object ``SessionMiddleware`` does
    not delete the cookie either. With the engine ``signed_cookies``, where the cookie is the session, the visitor
    stays logged in. After ``delete()`` it is the same.

    In a view of Django REST framework, ``request`` is a wrapper around Django's request: a session that is assigned
    to it is seen by that view alone, ``SessionMiddleware`` saves the one that was there before, and ``del
    request.session`` fails with ``AttributeError``.

    Another ``SessionStore`` in place of the first works and is not reported, nor is what middleware does.

    ## Flagged

        def logout_view(request):
            del request.session

    or

        from django.http import HttpResponse

        def empty_cart(request):
            request.session = {}
            return HttpResponse("empty")

    or

        from django.contrib.auth import logout

        def logout_view(request):
            logout(request)
            request.session = None

    ## Use instead

        def logout_view(request):
            request.session.flush()

    or

        from django.http import HttpResponse

        def empty_cart(request):
            request.session.clear()
            return HttpResponse("empty")

    or

        from django.contrib.auth import logout

        def logout_view(request):
            logout(request)

    ## Fix safety

    In a logout function it becomes ``request.session.flush()``, in ``async def`` ``await request.session.aflush()``
    where Django 5.1 is known: unsafe, it logs out. After ``logout()`` or ``flush()`` it is removed: unsafe, the cookie
    is deleted now. Elsewhere decide: ``flush()`` ends the session, ``pop("cart", None)`` removes one key of it.

    ## References

    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    - [How to log a user out](https://docs.djangoproject.com/en/stable/topics/auth/default/#how-to-log-a-user-out)
    """

    code = "DSE110"
    since = "0.1.0"
    needs = SESSION_REPLACED
    message = _STAYS
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._writes: list[tuple[RequestWrite, bool, bool]] = []

    def on_request_write(self, write: RequestWrite) -> None:
        """``del request.session`` and assignments of something that is no session."""
        function = write.function
        if write.name != "session" or function is None or write.request.made or not is_blank(write):
            return
        if (
            function.runs_on_every_request
            or function.is_command_or_task
            or function.is_test
            or "middleware" in self.source.name.rpartition("/")[2]
            or any(name.startswith(TEST_TOOLS) for name in self.symbols.modules_imported)
            or is_intended(self.source, write)
            or self.tree.once(is_put_back, function.node)
        ):
            return
        self._writes.append((write, self.here.in_async, is_rest_view(self.symbols, self.types, function)))

    def leave_Module(self, original_node: cst.Module) -> None:
        """What was done to the session before is known now."""
        endings: dict[tuple[cst.FunctionDef, str], Endings] = {}
        for write, in_async, in_rest in self._writes:
            assert write.function is not None
            session, flow = f"{self.source.code(write.receiver)}.session", self.effects.flow(write.function.node)
            facts: dict[str, object] = {
                "what": f"{'deleting' if write.how is Write.DELETE else 'replacing'} {session}",
                "statement": write.statement,
                "ends": advised_call(self.options, in_async, session, "flush"),
                "flush": session_call(self.options, in_async, session, "flush"),
            }
            key = write.function.node, write.request.key
            if key not in endings:
                endings[key] = Endings(flow, self.effects.of(write.function.node), write.request.key)
            before = endings[key].before(write.node)
            if not before and not self._may_be_over(write):
                self._report_alive(write, in_rest, f"{session}.clear()", facts)
            elif endings[key].always_before(write.node):
                self._report_ended(write, {ENDED_BY[kind] for kind in before}, facts)

    def _report_alive(self, write: RequestWrite, in_rest: bool, clear: str, facts: dict[str, object]) -> None:
        """The stored session is there, and stays."""
        assert write.function is not None
        in_logout = write.function.is_logout
        message, more = _LEAVES_LOGIN if in_logout else _STAYS, _LOST
        if may_be_rest_view(self.symbols):
            more = _ON_WRAPPER if in_rest else ""
        if in_rest and write.how is Write.DELETE:
            message = _FAILS
        by = facts["flush"] if in_logout else None
        self.report(
            write.node, message=message, more=more, remedy=facts["ends"] if in_logout else clear, by=by, **facts
        )

    def _report_ended(self, write: RequestWrite, ended: set[str], facts: dict[str, object]) -> None:
        """It was ended before; a request of REST framework keeps the change to itself, there it does no harm."""
        if may_be_rest_view(self.symbols):
            return
        signed = _SIGNED if self.options.engine in {None, "signed_cookies"} else ""
        name = max(ended - {"delete"}, default="")
        message, by = (_AFTER, "") if name else (_AFTER_DELETE, None)
        self.report(write.node, message=message, ended=name, signed=signed, by=by, **facts)

    def _may_be_over(self, write: RequestWrite) -> bool:
        """Whether something that is called so and is not known to be Django's may have ended the session before."""
        assert write.function is not None
        first = self.tree.once(first_ending_call, write.function.node)
        return first is not None and self.tree.order[first] < self.tree.order[write.node]

    def fix(self, finding: Finding) -> Fix | None:
        """``del request.session`` -> ``request.session.flush()`` in a logout function; after ``logout()`` the line goes."""
        by, statement = finding.facts["by"], finding.facts["statement"]
        if isinstance(statement, cst.Assign):
            alone = len(statement.targets) == 1 and statement.targets[0].target is finding.node
        else:
            alone = (isinstance(statement, cst.Del) and statement.target is finding.node) or (
                isinstance(statement, cst.Expr) and statement.value is finding.node
            )
        if not isinstance(by, str) or not alone or not isinstance(statement, cst.CSTNode):
            return None
        return Fix.unsafe(Replace(statement, by) if by else Remove(statement))

"""
DSE305: everyone's expired sessions are deleted while a visitor waits.

Silent where:

- the code gets no request: a command, a task, a script, a receiver of other signals: "a management command", "a
  management command that calls the other", "a task", "a cron job", "a script", "a receiver of other signals",
  "when an application is ready"
- the name of a view, or of its class, says that it is for maintenance: "a view that cron calls", "a view for
  upkeep", "a job that is started by a request", "a view that removes old sessions", "a view class for maintenance"
- only the site's own staff can ask for it: "a view for staff", "a view that asks for staff", "a view class for
  superusers", "an action of the admin"
- ``call_command`` is not Django's, or the command another: "somebody else's call_command", "another command"
- it is a test, or another framework's session: "in a test module", "not Django"
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.analysis.request_cycle import receives
from flake8_session_expiry.engine.needs import EXPIRED_CLEARED
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.functions import FunctionContext, names_in, snake
from flake8_session_expiry.sessions.types import SessionOrigin

_CALLS = frozenset({"clear_expired", "aclear_expired"})
_SIGNALS = frozenset({"django.core.signals.request_started", "django.core.signals.request_finished"})
_OF_LOGINS = frozenset(
    f"django.contrib.auth.signals.user_{what}" for what in ("logged_in", "logged_out", "login_failed")
)
_UPKEEP = re.compile(
    r"(?:^|_)(?:crons?|cleanup|clean|clear|clearsessions|purge|prune|maintenance|housekeeping|tasks?|jobs?"
    r"|schedule[dr]?|vacuum|expired|stale|old_sessions|nightly|daily|weekly|hourly)"
    r"(?:_|$)"
)

_GATES = frozenset({"test_func", "dispatch"})
_STAFF = frozenset({"staff_member_required", "superuser_required", "admin_required", "is_staff", "is_superuser"})
"""Names in decorators of views for the site's own staff."""

_NOTHING = "{name} does not end this session, and with the {engine} engine it does nothing at all; remove it"


class ClearExpiredInRequest(Rule):
    """
    ``clear_expired()`` or the command ``clearsessions`` runs in a view, middleware, decorator or signal handler.

    ## What Django does

    ``clear_expired()`` does not end the current session. With the db and cached_db engines it deletes everyone's
    expired rows, each time that it is called; with the file engine it goes through all session files; with cache and
    signed_cookies it does nothing.

    ## Flagged

        from django.shortcuts import redirect

        def view(request):
            request.session.clear_expired()
            return redirect("/")

    ## Use instead

        from django.shortcuts import redirect

        def view(request):
            return redirect("/")

    and let cron run ``python manage.py clearsessions``.

    ## References

    - [Clearing the session store](https://docs.djangoproject.com/en/stable/topics/http/sessions/#clearing-the-session-store)
    - [clear_expired](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.clear_expired)
    """

    code = "DSE305"
    since = "0.1.0"
    needs = EXPIRED_CLEARED
    message = (
        "{name} does not end this session: it deletes everyone's expired sessions on each request"
        " (none on cache, signed_cookies); run manage.py clearsessions from cron"
    )
    in_tests = False

    def visit_Call(self, node: cst.Call) -> None:
        """Called on a session, a store or its class; or by the command's name."""
        function = node.func
        if isinstance(function, cst.Attribute) and function.attr.value in _CALLS:
            session = self.types.session(function.value)
            of_request = session is not None and session.origin is SessionOrigin.REQUEST
            if self._in_request(of_request):
                self._report(node, f"{function.attr.value}()")
        elif self._is_command(node) and self._in_request(False):
            self._report(node, "clearsessions")

    def _report(self, node: cst.Call, name: str) -> None:
        does_nothing = self.options.engine in {"cache", "signed_cookies"}
        self.report(node, name=name, engine=self.options.engine, message=_NOTHING if does_nothing else None)

    def _is_command(self, node: cst.Call) -> bool:
        if not node.args or (self.types.qualified(node.func) or "").rpartition(".")[2] != "call_command":
            return False
        name = node.args[0].value
        return isinstance(name, cst.SimpleString) and name.evaluated_value == "clearsessions"

    def _in_request(self, of_request: bool) -> bool:
        """Whether the code here runs for a request of a visitor; not in code for maintenance, by its name."""
        function, serves = self.here.function, of_request
        while function is not None:
            if function.is_command_or_task or _is_for_staff(self.tree, function):
                return False
            if _is_for_upkeep(function) and not self._is_run_by_visitors(function):
                return False
            serves = serves or self._gets_request(function) or self._receives_requests(function)
            function = function.outer
        return serves and not self.model.frameworks.foreign

    def _is_run_by_visitors(self, function: FunctionContext) -> bool:
        """Whether no other than visitors' requests run a function, whatever its name is: middleware, a receiver."""
        if function.class_ is not None and function.class_.is_middleware:
            return True
        found = set(receives(self.tree, self.types, function))
        return bool(found) and found <= _SIGNALS | _OF_LOGINS

    def _receives_requests(self, function: FunctionContext) -> bool:
        """Whether a function is a receiver of ``request_started`` or ``request_finished``."""
        return any(signal in _SIGNALS for signal in receives(self.tree, self.types, function))

    def _gets_request(self, function: FunctionContext) -> bool:
        if function.class_ is not None and function.class_.has_base(r"\w*(?:View|ViewSet|Mixin|Middleware)"):
            return True
        requests = (self.types.request(cst.Name(name)) for name in function.parameters)
        return any(request is not None and request.exact for request in requests)


def _is_for_upkeep(function: FunctionContext) -> bool:
    """Whether the name of a function, or of its class, says that it is for maintenance."""
    names = (function.name, *(() if function.class_ is None else (function.class_.name,)))
    return any(_UPKEEP.search(snake(name)) for name in names)


def _is_for_staff(tree: Tree, function: FunctionContext) -> bool:
    """
    Whether only the site's own staff can ask for it: by a decorator, a mixin or a test of the user, or as an action of
    the admin.
    """
    decorators = [*function.node.decorators, *(function.class_.node.decorators if function.class_ is not None else ())]
    names = {name for decorator in decorators for name in names_in(decorator)}
    if "admin.action" in names or _STAFF & {name.rpartition(".")[2] for name in names}:
        return True
    class_ = function.class_
    if class_ is not None and class_.has_base(r"\w*(?:Admin|Staff|Superuser|SuperUser)\w*"):
        return True
    return tree.once(_asks_for_staff, function.node) or (
        class_ is not None and tree.once(_has_gate_for_staff, class_.node)
    )


def _asks_for_staff(_: Tree, function: cst.FunctionDef) -> bool:
    return any(isinstance(item, cst.Attribute) and item.attr.value in _STAFF for item in descendants(function))


def _has_gate_for_staff(tree: Tree, class_: cst.ClassDef) -> bool:
    gates = (item for item in class_.body.body if isinstance(item, cst.FunctionDef) and item.name.value in _GATES)
    return any(tree.once(_asks_for_staff, gate) for gate in gates)

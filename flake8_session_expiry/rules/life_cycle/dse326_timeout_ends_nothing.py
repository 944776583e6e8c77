"""
DSE326: who was idle for too long is sent to the login page, and stays logged in.

Silent where:

- the session is ended on that path, or the key of a login deleted: "logged out before the redirect", "flushed",
  "cleared", "ended by a negative expiry", "the key of the project's own login is deleted", "every key is deleted",
  "the caller logs out"
- a helper gets the request, and may end it: "a helper gets the request"
- the redirect leads elsewhere: "to the logout", "to another page"
- the time is not that of a login or of the last request: "a code that has run out", "a step before the login", "too
  many attempts", "a password that is asked for again", "no time", "a time that the session does not hold", "is it
  there at all"
- nobody is logged in there: "nobody is logged in"
- it is a test: "in tests"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at
from flake8_session_expiry.analysis.emptied_sessions import DeletedKeys
from flake8_session_expiry.analysis.session_times import TimeTest, time_test
from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Safety
from flake8_session_expiry.engine.needs import CALLED, ITEM, WORD
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rewrites.logout import logout_code
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import gives_away
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model

_REDIRECTS = frozenset(
    ["django.shortcuts.redirect", "django.http.HttpResponseRedirect", "django.http.response.HttpResponseRedirect",
     "django.http.HttpResponsePermanentRedirect"]
)  # fmt: skip
_TO_LOGIN = "django.contrib.auth.views.redirect_to_login"
_LOGIN = re.compile(r"(?<![a-z])(?:log|sign)[-_]?in(?![a-z])|LOGIN_URL", re.IGNORECASE)
_EXCUSES = ENDING | {EffectKind.CLEAR, EffectKind.DELETE, EffectKind.EXPIRY}


class TimeoutEndsNothing(Rule):
    """
    A time that the session holds is compared with now, and whoever is too late is redirected to the login page,
    without a logout.

    ## What Django does

    A redirect ends nothing: the session is as it was, and the user is still logged in. Whoever opens another page
    of the site, or goes back, is there as before; the login page itself may send them on at once
    (``redirect_authenticated_user``). Where the code stores the time again, the next request counts as in time.
    ``logout(request)`` before the redirect deletes the session.

    ## Flagged

        import time

        from django.shortcuts import redirect

        def home(request):
            now = time.time()
            if now - request.session.get("last_activity", now) > 1200:
                return redirect("/login/")
            request.session["last_activity"] = now

    ## Use instead

        import time

        from django.contrib.auth import logout
        from django.shortcuts import redirect

        def home(request):
            now = time.time()
            if now - request.session.get("last_activity", now) > 1200:
                logout(request)
                return redirect("/login/")
            request.session["last_activity"] = now

    ``get()`` must have ``now`` as its default here. The session has no ``last_activity`` after a logout: with
    ``get("last_activity", 0)`` each new login would be too late as well, and nobody would come in again. The recipe
    Idle timeout notes the time at the login, so that a login after which no request comes is not good for ever.

    ## Fix safety

    Unsafe: that the time is that of the last visit, and the page that of the login, is inferred from their names.
    Not offered where ``get()`` has a number as its default, such as 0.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    """

    code = "DSE326"
    since = "0.1.0"
    needs = WORD("edirect") & (ITEM("read") | CALLED("get", "aget", "pop", "apop"))
    message = (
        "a redirect to the login page does not log the user out: the session and its login stay "
        "valid; call {call} before it{default}"
    )
    enabled_by_default = False
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[cst.Call, TimeTest, FunctionContext]] = []

    def visit_If(self, node: cst.If) -> None:
        """``if now - request.session["last_activity"] > 1200: return redirect("login")``."""
        function = self.here.function
        if function is None or (test := time_test(self.types, self.symbols, node.test)) is None:
            return
        if test.is_about_a_visit:
            blocks = [node.body, *([node.orelse.body] if isinstance(node.orelse, cst.Else) else [])]
            self._found += [(call, test, function) for block in blocks for call in self._redirects(block)]

    def _redirects(self, block: cst.BaseSuite) -> Iterator[cst.Call]:
        """The redirects to a login page that a block returns, but for those under a time test of their own."""
        for item in descendants(block):
            call = item.value if isinstance(item, cst.Return) else None
            if isinstance(call, cst.Call) and self._leads_to_login(call) and not self._is_below_another(call, block):
                yield call

    def _is_below_another(self, call: cst.Call, block: cst.BaseSuite) -> bool:
        """Whether the redirect stands in a function of its own, or under a test that is looked at itself."""
        for above in self.tree.ancestors(call):
            if above is block:
                return False
            if isinstance(above, cst.FunctionDef):
                return True
            if isinstance(above, cst.If) and time_test(self.types, self.symbols, above.test) is not None:
                return True
        return False

    def _leads_to_login(self, call: cst.Call) -> bool:
        called = self.types.qualified(call.func)
        if called == _TO_LOGIN:
            return True
        return called in _REDIRECTS and any(_LOGIN.search(_text(part)) for part in self._parts(call))

    def _parts(self, call: cst.Call) -> Iterator[cst.CSTNode]:
        """What a call is given, one name followed."""
        for part in descendants(call):
            yield part
            bound = self.symbols.reaching(part) if isinstance(part, cst.Name) else None
            if bound is not None and bound.value is not None:
                yield bound.value
                yield from descendants(bound.value)

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        deleted = DeletedKeys(self.effects)
        for call, test, function in self._found:
            session = test.session
            if session is None or self._is_ended(call, function) or deleted.has(function, call, test.keys):
                continue
            made = logout_code(self.symbols, self.options, session.key, session.request, function.is_async)
            advice = made[0] if made is not None else f"logout({session.request or 'request'})"
            # A new login has no such key: after get("last_activity", 0) a logout would lock everybody out.
            default = ", with now as the default of get()" if test.is_late_without else ""
            self.report_even_guarded(call, call=advice, default=default, made=None if default else made)

    def _is_ended(self, call: cst.Call, function: FunctionContext) -> bool:
        """Whether the session is ended, or may be, on the way; or whether nobody is logged in there."""
        if audience_at(self.tree, function.node, call) is Audience.ANONYMOUS:
            return True
        given = self.effects.places_where(function.node, gives_away)
        return self.effects.is_done(_EXCUSES, function, call) or given.any_other_on_one_path(call)

    def fix(self, finding: Finding) -> Fix | None:
        """Log out before the redirect."""
        made = finding.facts["made"]
        if not isinstance(made, tuple) or finding.node is None:
            return None
        code, imports = made
        return Fix.unsafe(Insert(self.tree.statement(finding.node), code, before=True), imports=imports)


def _text(node: cst.CSTNode) -> str:
    if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
        return node.value
    return dotted(node).rpartition(".")[2] if isinstance(node, (cst.Attribute, cst.Name)) else ""

"""
DSE304: an expiry of nothing is meant to log out.

Silent where:

- the function is not one for a logout by its name, logs in too, or only announces a logout: "a name that says on
  close", "a name that says auto", "a name that says set", "names for a logout to come", "before and after a logout",
  "a login function", "a login view", "only a comment says logout", "a timeout that counts logouts", "a receiver of a
  signal, beside the logout"
- a base of the class is a view or mixin for a logout: "a subclass of Django's view"
- the session may end in another way: by a logout or a flush on a path with it, a helper that gets the request, the
  base class, the caller, a login: "with logout on that path", "with flush before, on one of its paths", "logout by
  somebody who gets the request", "logout by the base class", "another method of the class logs out", "the caller logs
  out", "somebody is logged in after it"
- a key is deleted, or set to nothing, which may be a login of the project's own: "a login of the project's own, whose
  key is deleted", "a key that is set to None may be a login of the project's own", "a key that is set to nothing", "a
  key that is set to None by the awaited twin", "a key that a helper deletes", "a key that the caller deletes"
- the expiry is not certainly nothing: "a positive expiry", "None", "an unknown value", "one second is no logout, but
  it is a length"
- it is a test: "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.emptied_sessions import DeletedKeys
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import LOGOUT_EXPIRY, LOGOUT_NAMED
from flake8_session_expiry.reference.date_range import BEFORE_YEAR_1
from flake8_session_expiry.rewrites.logout import logout_code
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_ZERO = (
    "set_expiry(0) does not log the user out: the server accepts the cookie for "
    "SESSION_COOKIE_AGE (two weeks by default)"
)
_PAST = "an expiry in the past keeps request.user for this request and, except on the cache engine, the server copy"
_EXCUSES = ENDING | {EffectKind.CLEAR, EffectKind.DELETE, EffectKind.LOGIN, EffectKind.ESCAPES}
"""Effects that may end the login in another way; a deleted key may be that of the project's own login."""

_WRITES = frozenset({EffectKind.WRITE})


class ExpiryAsLogout(Rule):
    """
    ``set_expiry(0)``, a negative expiry or ``now()`` is used to log out.

    ## What Django does

    ``set_expiry(0)`` only removes ``Max-Age`` from the cookie: the next request is still logged in, and the server
    accepts the cookie for ``SESSION_COOKIE_AGE`` (two weeks by default), even a copy of it. A negative expiry does
    make the next request anonymous on the db, cache, cached_db and file engines, but the server copy stays where it
    is (only cache drops it), ``request.user`` stays logged in for the rest of this request, and ``user_logged_out``
    is not sent. With signed_cookies a copy of the cookie stays valid.

    ``logout()`` and ``flush()`` delete what the server has: with ``signed_cookies`` that is nothing, and a copied
    cookie stays valid (DSE507); they do not reach what another process keeps in its own memory (DSE508).

    ## Flagged

        def logout_view(request):
            request.session.set_expiry(0)

    ## Use instead

        from django.contrib.auth import logout

        def logout_view(request):
            logout(request)

    ## Fix safety

    Unsafe: ``logout(request)`` deletes the session's data as well. Where that name is taken (a view called
    ``logout``), or in async code, ``flush()`` is written, which neither resets ``request.user`` nor sends the signal.
    Where a key is written before it for the next page there is no fix, as it would be deleted: call
    ``logout(request)`` first, and write the key after it.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE304"
    since = "0.1.0"
    needs = LOGOUT_NAMED & LOGOUT_EXPIRY
    message = "{effect}; call logout(request) or flush()"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        deleted = DeletedKeys(self.effects)
        for function in self.effects.functions():
            for expiry in self.effects.own(function):
                if expiry.kind is EffectKind.EXPIRY and not self._is_excused(expiry, deleted):
                    self._report(expiry)

    def _is_excused(self, expiry: Effect, deleted: DeletedKeys) -> bool:
        """Whether the function is no logout, or may log out in another way, too."""
        function = expiry.function
        if function is None or not function.has_to_log_out:
            return True
        return self.effects.is_done(_EXCUSES, function, expiry.node) or deleted.has(function, expiry.node)

    def _report(self, expiry: Effect) -> None:
        call, value = expiry.event, expiry.expiry
        assert isinstance(call, SessionCall)
        effect = None if value is None else _effect(value)
        if value is not None and effect is not None:
            self.report(value.node, effect=effect, call=call)

    def fix(self, finding: Finding) -> Fix | None:
        """Log out, where the call is a statement of its own."""
        call = finding.facts["call"]
        assert isinstance(call, SessionCall)
        statement = self.tree.whole_statement(call.node)
        in_async = call.function is not None and call.function.is_async
        made = logout_code(self.symbols, self.options, self.source.code(call.receiver), call.session.request, in_async)
        if statement is None or made is None or self._is_written_before(call):
            return None
        code, imports = made
        return Fix.unsafe(Replace(statement.value, code), imports=imports)

    def _is_written_before(self, call: SessionCall) -> bool:
        """Whether a key may have been written before, for the next page: logging out would delete it."""
        function = call.function.node if call.function else None
        return self.effects.places(function, _WRITES).any_before(call.node)


def _effect(value: Occurrence) -> str | None:
    if value.branches:
        return None
    if value.kind is Kind.DATETIME:
        return _PAST if value.seconds is not None and value.seconds <= 0 else None
    if value.seconds is None or not BEFORE_YEAR_1 < value.seconds <= 0:
        return None  # before the year 1 it is an error: DSE210
    return _ZERO if value.seconds == 0 and value.kind is not Kind.TIMEDELTA else _PAST

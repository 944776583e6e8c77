"""
DSE213: a fixed end is set where an idle timeout is meant.

Silent where:

- the function may run again: for every request, as a decorator or as an ordinary view: "a middleware sets it again on
  every request", "process_request runs on every request", "a decorator runs on every request", "dispatch runs on every
  request of the view", "in LoginView's dispatch, on each request to it", "an ordinary view may be called again and
  again", "a decorator that logs in", "a class that is called so, whose get may run for each page", "a receiver of each
  request"
- login() is called on some paths only: "a view that logs in now and then"
- it is a number of seconds: "seconds are an idle timeout"
- no name or comment says that inactivity is meant, with nothing else than the duration: "a fixed end that says so", "a
  comment with other words decides nothing", "a comment about the middleware", "words that have idle in them"
- the module is one of tests: "silent in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.request_cycle import is_set_once
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import is_meant_as_idle
from flake8_session_expiry.values.value import Kind

_IN_SECONDS = "pass seconds, which each request renews here (SESSION_SAVE_EVERY_REQUEST is True)"
_IN_SECONDS_RENEWED_BY_READS = "pass seconds, and set SESSION_SAVE_EVERY_REQUEST = True so that reading renews them"
_ANEW = "set it again on each request, in a middleware: the file engine does not enforce seconds"


class FixedIdleTimeout(Rule):
    """
    A timedelta or datetime is set once, at login, and a comment or name calls it an inactivity timeout.

    ## What Django does

    A timedelta is turned into a datetime when ``set_expiry()`` runs. The session ends at that moment, however active
    the user is: neither requests nor changes of the session move it. A number of seconds is counted anew each time the
    session is saved; reading alone does not save it, unless ``SESSION_SAVE_EVERY_REQUEST`` is true.

    ## Flagged

        from datetime import timedelta

        from django.contrib.auth import login

        def login_view(request, user):
            login(request, user)
            request.session.set_expiry(timedelta(minutes=30))  # 30 minutes of inactivity

    ## Use instead

    A middleware below ``AuthenticationMiddleware`` that keeps the time of the last request in the session, beginning
    with the login. Reading is activity then, and the server refuses a late cookie on every engine:

        import time

        from django.conf import settings
        from django.contrib.auth import logout
        from django.contrib.auth.signals import user_logged_in
        from django.dispatch import receiver
        from django.shortcuts import redirect

        @receiver(user_logged_in)
        def note_login(sender, request, user, **kwargs):
            request.session["last_request_at"] = int(time.time())

        class IdleTimeoutMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                if request.user.is_authenticated:
                    now = int(time.time())
                    if now - request.session.get("last_request_at", 0) > 30 * 60:
                        logout(request)
                        return redirect(settings.LOGIN_URL)
                    request.session["last_request_at"] = now
                return self.get_response(request)

    For all visitors, logged in or not, two settings do the same: ``SESSION_COOKIE_AGE = 30 * 60`` and
    ``SESSION_SAVE_EVERY_REQUEST = True``. ``set_expiry(30 * 60)`` at the login is renewed by requests that change the
    session, not by those that only read it (DSE310), unless ``SESSION_SAVE_EVERY_REQUEST`` is true.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE213"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "a {kind} set once is a fixed end, not an idle timeout: activity does not extend it; {write}"
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionCall, Occurrence]] = []

    def on_session_call(self, call: SessionCall) -> None:
        """A fixed end that is meant as a time of inactivity."""
        for value in call.expiries if call.function is not None else ():
            if value.kind in {Kind.TIMEDELTA, Kind.DATETIME} and is_meant_as_idle(self.source, value):
                self._found.append((call, value))

    def leave_Module(self, original_node: cst.Module) -> None:
        """Only where the call certainly runs once: it is known now which functions log in."""
        write = self._advice()
        for call, value in self._found:
            if call.function is not None and is_set_once(self.effects, call.function, call.node):
                self.report(value.node, kind=value.kind.name.lower(), write=write)

    def _advice(self) -> str:
        """What DSE310 would not report in its turn: seconds that no request renews which only reads the session."""
        if self.options.engine == "file":
            return _ANEW
        saves_each = self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is True
        return _IN_SECONDS if saves_each else _IN_SECONDS_RENEWED_BY_READS

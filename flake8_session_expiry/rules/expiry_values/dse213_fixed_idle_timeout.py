"""DSE213: a fixed end is set where an idle timeout is meant."""

from __future__ import annotations

from flake8_session_expiry.analysis.request_cycle import runs_at_login
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.stated import is_meant_as_idle
from flake8_session_expiry.values.value import Kind


class FixedIdleTimeout(Rule):
    """
    A timedelta or datetime is set once, at login, and a comment or name says that it is a time of inactivity.

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

        from django.contrib.auth import login

        def login_view(request, user):
            login(request, user)
            request.session.set_expiry(30 * 60)  # 30 minutes of inactivity

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE213"
    message = (
        "a {kind} set once is a fixed end, no idle timeout: activity does not move it; give seconds, counted"
        " from the last save"
    )
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Only where the call certainly runs once: in a login function or a receiver of user_logged_in."""
        if call.function is None or not runs_at_login(call.function):
            return
        for value in call.expiries:
            if value.kind in {Kind.TIMEDELTA, Kind.DATETIME} and is_meant_as_idle(self.source, value):
                self.report(value.node, kind=value.kind.name.lower())

"""DSE213: a fixed end is set where an idle timeout is meant."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.comments import comments_of_value
from flake8_session_expiry.sessions.durations import duration_in_comment
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.names import says_idle
from flake8_session_expiry.sessions.values import Kind, Value


class FixedIdleTimeout(Rule):
    """
    A timedelta or datetime is set once, at login, and a comment or name says that it is a time of inactivity.

    ## What Django does

    A timedelta is turned into a datetime when ``set_expiry()`` runs. The session ends at that moment, however active the user is: neither
    requests nor changes of the session move it. A number of seconds is counted anew each time the session is saved; reading alone does
    not save it, unless ``SESSION_SAVE_EVERY_REQUEST`` is true.

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
    message = "a {kind} set once is a fixed end, no idle timeout: activity does not move it; give seconds, counted from the last save"
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Only where it certainly runs once: a login function or a receiver of user_logged_in."""
        if call.expiry is None or call.function is None or not _runs_at_login(call.function):
            return
        for value in call.expiry.alternatives():
            if value.kind in {Kind.TIMEDELTA, Kind.DATETIME} and self._says_idle(value):
                self.report(value.node, kind=value.kind.name.lower())

    def _says_idle(self, value: Value) -> bool:
        if any(says_idle(name) for name in value.names):
            return True
        comments = comments_of_value(self.context.source, value)
        return any(says_idle(comment) and duration_in_comment(comment) is not None for comment in comments)


def _runs_at_login(function: FunctionContext) -> bool:
    if function.runs_on_every_request:
        return False
    if function.is_login:
        return True
    return any(_receives_login(decorator.decorator) for decorator in function.node.decorators)


def _receives_login(decorator: cst.BaseExpression) -> bool:
    """``@receiver(user_logged_in)``."""
    if not isinstance(decorator, cst.Call):
        return False
    signals = [argument.value for argument in decorator.args]
    return any(isinstance(signal, cst.Name) and signal.value == "user_logged_in" for signal in signals)

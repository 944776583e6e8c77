"""Where an idle timeout is meant, and where an expiry is set once instead of on each request."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.statements import comments_of_value
from flake8_session_expiry.sessions.values import Value
from flake8_session_expiry.text.durations import duration_in_comment
from flake8_session_expiry.text.identifiers import says_idle


def is_meant_as_idle(source: SourceFile, value: Value) -> bool:
    """Whether the name of an expiry, or a comment with a duration beside it, says that it is a time of inactivity."""
    if any(says_idle(name) for name in value.names):
        return True
    comments = comments_of_value(source, value)
    return any(says_idle(comment) and duration_in_comment(comment) is not None for comment in comments)


def runs_at_login(function: FunctionContext) -> bool:
    """Whether a function certainly runs once in a session: a login function, LoginView's, or a receiver of ``user_logged_in``."""
    if function.runs_on_every_request:
        return False
    of_view = function.class_ is not None and function.class_.has_base(r"\w*LoginView")
    if function.is_login or (of_view and function.name in {"form_valid", "post"}):
        return True
    return any(_receives_login(decorator.decorator) for decorator in function.node.decorators)


def _receives_login(decorator: cst.BaseExpression) -> bool:
    """``@receiver(user_logged_in)``."""
    if not isinstance(decorator, cst.Call):
        return False
    signals = [argument.value for argument in decorator.args]
    return any(isinstance(signal, cst.Name) and signal.value == "user_logged_in" for signal in signals)

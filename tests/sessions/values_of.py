"""Evaluate the argument of the last ``set_expiry`` call in some code."""

from __future__ import annotations

from flake8_session_expiry.engine.dispatch import Dispatcher
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.event_emitter import Recogniser, ScopeCloser
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.values import Value


def expiry(code: str, name: str = "views.py") -> Value:
    """What the last set_expiry of ``code`` is given."""
    source = SourceFile(name, code)
    context = Recogniser(source, Options())
    closer = ScopeCloser(context)
    dispatcher = Dispatcher([context, closer])
    found: list[Value] = []

    def listen(event: Event) -> None:
        if isinstance(event, SessionCall) and event.expiry is not None:
            found.append(event.expiry)

    context.emit = listen
    dispatcher.walk(source.tree)
    assert not dispatcher.crashes, dispatcher.crashes
    return found[-1]

"""Evaluate the argument of the last ``set_expiry`` call in some code."""

from __future__ import annotations

from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from tests.listening import events_of


def expiry(code: str, name: str = "views.py") -> Occurrence:
    """What the last set_expiry of ``code`` is given."""
    return expiries(code, name)[-1]


def expiries(code: str, name: str = "views.py") -> list[Occurrence]:
    """What each set_expiry of ``code`` is given."""
    calls = [event.expiry for event in events_of(code, name) if isinstance(event, SessionCall)]
    return [value for value in calls if value is not None]

"""A test's own listener in a walk, in the place of rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.runner import analyse
from flake8_session_expiry.sessions.model import Model

ListenerT = TypeVar("ListenerT", bound=Visitor)


class Listener(Visitor):
    """Has the model that a rule has."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model


def listen(
    listener: Callable[[Model], ListenerT], code: str, name: str = "views.py", options: Options | None = None
) -> ListenerT:
    """The listener after a walk of some code; nothing failed."""
    analysis = analyse(SourceFile(name, code), options or Options(), [listener])
    assert not analysis.crashes
    (heard,) = analysis.listeners
    return heard


class _AllEvents(Listener):
    """Keeps every event."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.events: list[Event] = []


def _keep(self: _AllEvents, event: Event) -> None:
    self.events.append(event)


for _handler in Event.HANDLERS:
    setattr(_AllEvents, _handler, _keep)


def events_of(code: str, name: str = "views.py", options: Options | None = None) -> list[Event]:
    """All events of some code, in their order."""
    return listen(_AllEvents, code, name, options).events


def model_of(code: str, name: str = "views.py", options: Options | None = None) -> Model:
    """The model of some code after the walk."""
    return listen(Listener, code, name, options).model

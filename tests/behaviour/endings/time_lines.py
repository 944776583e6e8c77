"""What happens to a session over time, and how long it then lives: the stories of the time lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

DAY: Final = 86400

StepKind = Literal["reads", "writes", "closes"]


@dataclass(frozen=True)
class Step:
    """Ann reads a page, does something that writes her session, or closes her browser."""

    at: int
    """Seconds after the login."""
    kind: StepKind


@dataclass(frozen=True)
class TimeLine:
    """One story: a login, and what comes after it."""

    name: str
    title: str
    """In Markdown."""
    code: str
    """What the page shows of it: a setting, or what the view of the login does besides."""
    steps: tuple[Step, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def login(self) -> str:
        """What the view of the login does besides."""
        return "" if self.settings else self.code


def _steps(first: int, second: int, kind: StepKind) -> tuple[Step, ...]:
    return Step(first, kind), Step(second, kind)


_SECONDS: Final = "request.session.set_expiry(300)\n"
TIME_LINES: Final[tuple[TimeLine, ...]] = (
    TimeLine("default", "The default, and the visitor does not come back", ""),
    TimeLine("reads", "The default, and the visitor only reads", "", _steps(5 * DAY, 10 * DAY, "reads")),
    TimeLine("writes", "The default, and each visit writes the session", "", _steps(5 * DAY, 10 * DAY, "writes")),
    TimeLine(
        "every_request",
        "`SESSION_SAVE_EVERY_REQUEST = True`, and the visitor only reads",
        "SESSION_SAVE_EVERY_REQUEST = True\n",
        _steps(5 * DAY, 10 * DAY, "reads"),
        {"SESSION_SAVE_EVERY_REQUEST": True},
    ),
    TimeLine(
        "browser_length",
        "`SESSION_EXPIRE_AT_BROWSER_CLOSE = True`",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE = True\n",
        (Step(5 * DAY, "closes"),),
        {"SESSION_EXPIRE_AT_BROWSER_CLOSE": True},
    ),
    TimeLine("seconds_reads", "`set_expiry(300)`, and the visitor only reads", _SECONDS, _steps(100, 200, "reads")),
    TimeLine("seconds", "`set_expiry(300)`, and each visit writes the session", _SECONDS, _steps(100, 200, "writes")),
    TimeLine(
        "timedelta",
        "`set_expiry(timedelta(minutes=5))`, and each visit writes the session",
        "request.session.set_expiry(timedelta(minutes=5))\n",
        _steps(100, 200, "writes"),
    ),
    TimeLine(
        "datetime",
        "`set_expiry(timezone.now() + timedelta(minutes=5))`, and each visit writes the session",
        "request.session.set_expiry(timezone.now() + timedelta(minutes=5))\n",
        _steps(100, 200, "writes"),
    ),
)

"""What happens to a session over time, and how long it then lives: the stories of the time lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tests.behaviour.endings.actions import AGE
from tests.behaviour.endings.observing import CLOSED, Seen, accepted, copies, rounded, start
from tests.behaviour.pages import Block
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import Site, site

DAY: Final = 86400

StepKind = Literal["reads", "writes", "closes"]

_CODE: Final[Mapping[str, str]] = {
    "reads": 'request.session["cart"]\n',
    "writes": 'request.session["seen"] = True\n',
}


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


def observe_time_line(engine: str, line: TimeLine) -> Seen:
    """
    Let the story happen.

    Returns:
        In seconds from the login: the ``max_age`` of each answer ("not sent": no cookie in it; None: a cookie without
        Max-Age); ``cookie_until``: when the browser stops sending the cookie; ``accepted_until``: when the server stops
        accepting it; ``stored``: whether a copy is still there after that, None where the server keeps none.
    """
    with _told(engine, line) as (fresh, cookie, answers):
        last = line.steps[-1].at if line.steps else 0
        ends = {300 - last, 300, AGE - last, AGE}
        until = accepted(fresh, cookie, ends)["user"]
        found: Seen = {"max_age": answers, "cookie_until": _cookie_until(line, answers)}
        found["accepted_until"] = until if isinstance(until, str) else until + last
    with _told(engine, line) as (fresh, cookie, _):
        if not isinstance(until, str):
            fresh.wait(until + 60)
        found["stored"] = _is_stored(fresh, cookie)
    return found


@contextmanager
def _told(engine: str, line: TimeLine) -> Iterator[tuple[Site, str, list[int | str | None]]]:
    """The site after the story, the cookie at its end, and the Max-Age of each answer."""
    with site(engine, **line.settings) as fresh:
        answers = [_max_age(start(fresh, line.login))]
        cookie = fresh.cookie
        now = 0
        for step in line.steps:
            fresh.wait(step.at - now)
            now = step.at
            if step.kind == "closes":
                fresh.close()
                continue
            visit = fresh.visit(Block("endings", step.kind, _CODE[step.kind]))
            assert not visit.failed, visit.error
            answers.append(_max_age(visit))
            cookie = fresh.cookie
        assert cookie is not None
        yield fresh, cookie, answers


def _max_age(visit: Visit) -> int | str | None:
    if visit.cookie is None:
        return "not sent"
    return None if visit.max_age is None else rounded(visit.max_age)


def _cookie_until(line: TimeLine, answers: list[int | str | None]) -> int | str:
    moments = [0, *(step.at for step in line.steps if step.kind != "closes")]
    sent = [(at, age) for at, age in zip(moments, answers, strict=True) if age != "not sent"]
    at, age = sent[-1]
    return CLOSED if age is None else at + int(age)


def _is_stored(fresh: Site, cookie: str) -> bool | None:
    if fresh.engine == "signed_cookies":
        return None
    return any(copy is not None and copy is not False for copy in copies(fresh, cookie).values())

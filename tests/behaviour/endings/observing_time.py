"""How long a session lives: the stories of ``time_lines``, with the clock moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from tests.behaviour.endings.actions import AGE
from tests.behaviour.endings.observed import CLOSED, Seen
from tests.behaviour.endings.observing import accepted, copies, rounded, start
from tests.behaviour.endings.time_lines import TimeLine
from tests.behaviour.pages import Block
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import Site, site

_CODE: Final[Mapping[str, str]] = {
    "reads": 'request.session["cart"]\n',
    "writes": 'request.session["seen"] = True\n',
}


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

"""The timeline of a session's life as a drawing on a line from 0 to 1: what a terminal and a page draw in their own ways."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flake8_session_expiry.policy.report import Lifetime, Story
from flake8_session_expiry.policy.words import length

LOGIN, WRITE, READ, CLOSE, END, FAR = 0.0, 0.22, 0.38, 0.53, 0.82, 1.0
"""Where things happen. Not to scale: the lengths that matter are a minute in one project and a year in another."""


class Look(Enum):
    """What a span says."""

    VALID = "valid"
    OPEN = "open"
    """It may go on for ever."""
    LEFT = "left"
    """Refused, and still there."""
    UNSURE = "unsure"


@dataclass(frozen=True)
class Mark:
    """Something that happens at one moment; ``renews`` tells whether the time starts anew there."""

    at: float
    label: str
    renews: bool


@dataclass(frozen=True)
class Span:
    """Something that lasts."""

    start: float
    end: float
    look: Look


@dataclass(frozen=True)
class Lane:
    """One line of the drawing with a few words about it. ``limit`` is where the profile's limit lies, with its label."""

    label: str
    spans: tuple[Span, ...]
    words: str
    limit: tuple[float, str] | None = None


@dataclass(frozen=True)
class Picture:
    """The whole drawing."""

    marks: tuple[Mark, ...]
    lanes: tuple[Lane, ...]


def picture_of(story: Story) -> Picture | None:
    """The timeline of one combination of values; None where there is nothing to draw: sessions end at once."""
    life = story.lifetime
    if life.keeps_nothing or (life.age is not None and life.age <= 0):
        return None
    every = life.every_request is True
    start = READ if every else WRITE
    marks = (
        Mark(LOGIN, "logs in", True),
        Mark(WRITE, "changes something", True),
        Mark(READ, "reads a page", every),
        Mark(CLOSE, "closes browser", False),
    )
    lanes = (
        Lane("In use", (Span(LOGIN, start, Look.OPEN),), _use_words(life)),
        Lane("Not used", (Span(start, END, _sure(life)),), _idle_words(life), _limit(life, start, story.limit)),
        _cookie(life),
        _server(life),
    )
    return Picture(marks, lanes)


def _sure(life: Lifetime) -> Look:
    return Look.UNSURE if life.age is None or life.every_request is None else Look.VALID


def _time(life: Lifetime) -> str:
    return "not known" if life.age is None else length(life.age)


def _use_words(life: Lifetime) -> str:
    kind = "request" if life.every_request else "change"
    return f"no overall limit: every {kind} starts the time anew"


def _idle_words(life: Lifetime) -> str:
    kind = "request" if life.every_request else "change"
    return f"{_time(life)} after the last {kind}, then it ends"


def _limit(life: Lifetime, start: float, limit: float | None) -> tuple[float, str] | None:
    """Where the profile's limit lies: half-way if the session lasts longer, else at or after its end."""
    if limit is None or life.age is None:
        return None
    place = END if limit == life.age else start + (END - start) / 2 if limit < life.age else (END + FAR) / 2
    return place, f"limit: {length(limit)}"


def _cookie(life: Lifetime) -> Lane:
    if life.at_browser_close is None:
        spans: tuple[Span, ...] = (Span(LOGIN, CLOSE, Look.VALID), Span(CLOSE, END, Look.UNSURE))
        return Lane("Cookie", spans, "in the browser; whether closing it ends it is not known")
    if life.at_browser_close:
        return Lane("Cookie", (Span(LOGIN, CLOSE, Look.VALID),), "in the browser, until it is closed")
    return Lane("Cookie", (Span(LOGIN, END, _sure(life)),), "in the browser, also when it is closed")


def _server(life: Lifetime) -> Lane:
    if life.engine == "signed_cookies":
        words = f"keeps nothing; it accepts the cookie until {_time(life)} after that was written"
        return Lane("Server", (Span(LOGIN, END, _sure(life)),), words)
    if life.has_server_copy is None:
        return Lane("Server", (Span(LOGIN, END, Look.UNSURE),), "not known: the engine is not one of Django's")
    if life.engine == "cache":
        return Lane("Server", (Span(LOGIN, END, _sure(life)),), "the cached copy goes by itself at the end, or earlier")
    kept = "file" if life.engine == "file" else "row"
    spans = (Span(LOGIN, END, _sure(life)), Span(END, FAR, Look.LEFT))
    return Lane("Server", spans, f"the {kept} is refused after the end, and stays until clearsessions")

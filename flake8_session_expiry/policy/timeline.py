"""The timeline of a session's life on a line from 0 to 1; the terminal and the page draw it, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import Lifetime, Story

LOGIN, WRITE, READ, CLOSE, END, FAR = 0.0, 0.22, 0.38, 0.53, 0.82, 1.0
"""The places on the line. Not to scale: the same drawing has to serve for a minute and for a year."""


class Look(Enum):
    """The meaning of a span."""

    VALID = "valid"
    OPEN = "open"
    """It may last for ever."""
    LEFT = "left"
    """The server refuses it, and it is still stored."""
    UNSURE = "unsure"


@dataclass(frozen=True)
class Mark:
    """Something that happens at one moment; with ``renews`` the session's time begins again there."""

    at: float
    label: str
    renews: bool


@dataclass(frozen=True)
class Span:
    """Something that lasts from one place to another."""

    start: float
    end: float
    look: Look


@dataclass(frozen=True)
class Lane:
    """
    One line of the drawing with a few words about it. ``limit`` is the place of the profile's limit, with its label.
    """

    label: str
    spans: tuple[Span, ...]
    words: str
    limit: tuple[float, str] | None = None


@dataclass(frozen=True)
class Picture:
    """The whole drawing. ``guides`` are moments that all lanes are measured by, with their labels."""

    marks: tuple[Mark, ...]
    lanes: tuple[Lane, ...]
    guides: tuple[tuple[float, str], ...] = ((END, "the end"),)


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
    return f"no overall limit: every {kind} starts the time again"


def _idle_words(life: Lifetime) -> str:
    kind = "request" if life.every_request else "change"
    return f"{_time(life)} after the last {kind}, then it ends"


def _limit(life: Lifetime, start: float, limit: float | None) -> tuple[float, str] | None:
    """The place of the profile's limit: half-way if the session lasts longer, else at or after its end."""
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

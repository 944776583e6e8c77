"""
The timeline as SVG, one for wide and one for narrow screens: text in a drawing that is scaled down cannot be read.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from flake8_session_expiry.policy.timeline import FAR, LOGIN, Lane, Look, Mark, Picture

_CLASSES: Final = {Look.VALID: "valid", Look.OPEN: "open", Look.LEFT: "left", Look.UNSURE: "unsure"}
_BAR, _LINE = 14, 17
_BELOW_LABELS = 50
_CHARACTER = 7.0
"""The width of an average character of the drawing's 14-pixel text, rounded up."""


@dataclass(frozen=True)
class Sheet:
    """
    The measures of one drawing, in pixels. ``left`` is the beginning of time; with ``stacked``, labels are above their
    lanes.
    """

    width: int
    left: int
    stacked: bool
    name: str

    @property
    def right(self) -> int:
        """The right end of the drawing."""
        return self.width - 8

    def x(self, place: float) -> float:
        """The x of a place in time."""
        return round(self.left + (self.right - self.left) * place / FAR, 1)

    @property
    def characters(self) -> int:
        """How many characters fit in one line."""
        return int((self.right - self.left) / _CHARACTER)


WIDE: Final = Sheet(940, 100, stacked=False, name="wide")
NARROW: Final = Sheet(360, 8, stacked=True, name="narrow")


def svg(picture: Picture, sheet: Sheet, title: str, key: str) -> str:
    """
    The drawing. ``title`` is its text for screen readers, in full; ``key`` makes its ids different from those of other
    drawings.
    """
    parts: list[str] = []
    y = 22.0
    parts += _marks(picture.marks, picture.guides, sheet, y)
    y += 36 if sheet.stacked else 50
    for lane in picture.lanes:
        drawn, y = _lane(lane, sheet, y, key)
        parts += drawn
    # From below their words, which they would strike through; the style keeps them off the words of the lanes.
    guides = [
        f'<line class="guide" x1="{sheet.x(at)}" x2="{sheet.x(at)}" y1="{_BELOW_LABELS}" y2="{y - 8:g}"/>'
        for at, _ in picture.guides
    ]
    said = ". ".join(f"{lane.label}: {_words(lane)}" for lane in picture.lanes)
    return "\n".join(
        [
            f'<svg class="timeline {sheet.name}" viewBox="0 0 {sheet.width} {y:g}" role="img"'
            f' aria-labelledby="t-{key} d-{key}">',
            f'<title id="t-{key}">{escape(title)}</title><desc id="d-{key}">{escape(said)}.</desc>',
            f'<defs><pattern id="stripes-{key}" width="7" height="7" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect class="stripe" width="3" height="7"/></pattern></defs>',
            *guides,
            *parts,
            "</svg>",
        ]
    )


def _words(lane: Lane) -> str:
    return lane.words if lane.limit is None else f"{lane.words} ({lane.limit[1]})"


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _marks(marks: tuple[Mark, ...], guides: tuple[tuple[float, str], ...], sheet: Sheet, y: float) -> Iterator[str]:
    if not sheet.stacked:
        yield _text(0, y + 5, "Visitor", "label")
    yield f'<line class="axis" x1="{sheet.x(LOGIN)}" x2="{sheet.x(FAR)}" y1="{y:g}" y2="{y:g}"/>'
    for mark in marks:
        x = sheet.x(mark.at)
        yield (
            f'<circle class="{"renews" if mark.renews else "idle"}" cx="{max(x, sheet.left + 6):g}" cy="{y:g}" r="6"/>'
        )
        anchor = "start" if mark.at == LOGIN else "middle"
        words = [mark.label] if mark.at == LOGIN else mark.label.split(" ", 1)
        for number, word in enumerate(words[:1] if sheet.stacked else words):
            yield _text(x, y + 21 + 14 * number, word, "small", anchor)
    for at, label in guides:
        yield _text(sheet.x(at), y + 21, label, "small strong", "middle")


def _lane(lane: Lane, sheet: Sheet, y: float, key: str) -> tuple[list[str], float]:
    parts: list[str] = []
    if sheet.stacked:
        parts.append(_text(sheet.left, y + 10, lane.label, "label"))
        y += 18
    else:
        parts.append(_text(0, y + 12, lane.label, "label"))
    for span in lane.spans:
        start, end = sheet.x(span.start), sheet.x(span.end)
        fill = f' fill="url(#stripes-{key})"' if span.look is Look.LEFT else ""
        parts.append(
            f'<rect class="{_CLASSES[span.look]}"{fill} x="{start}" y="{y:g}" width="{end - start:g}" height="{_BAR}"'
            ' rx="3"/>'
        )
    if lane.limit is not None:
        parts += _limit(lane.limit, sheet, y)
    y += _BAR + 15
    for line in textwrap.wrap(lane.words, sheet.characters):
        parts.append(_text(sheet.left, y, line, "words"))
        y += _LINE
    return parts, y + 7


def _limit(limit: tuple[float, str], sheet: Sheet, y: float) -> Iterator[str]:
    x = sheet.x(limit[0])
    near_end = x + 6 + len(limit[1]) * _CHARACTER > sheet.right
    yield f'<line class="limit" x1="{x}" x2="{x}" y1="{y - 5:g}" y2="{y + _BAR + 5:g}"/>'
    yield _text(x + (-6 if near_end else 6), y - 8, limit[1], "small limit-words", "end" if near_end else "start")

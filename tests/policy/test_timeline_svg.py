"""The drawing of a time line: nothing is drawn outside of it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from flake8_session_expiry.policy.timeline import FAR, LOGIN, Lane, Look, Picture, Span
from flake8_session_expiry.policy.timeline_svg import NARROW, WIDE, Sheet, svg

_CHARACTER = 7.0  # pixels: the widest that are common


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
def test_time_goes_from_the_left_to_the_right_end(sheet: Sheet) -> None:
    assert sheet.x(LOGIN) == sheet.left
    assert sheet.x(FAR) == sheet.right < sheet.width
    assert sheet.x((LOGIN + FAR) / 2) == (sheet.left + sheet.right) / 2


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("place", [each / 100 for each in range(0, 101, 2)])
def test_the_words_of_a_limit_stay_inside(sheet: Sheet, place: float) -> None:
    """They stand at the right of its line; at the left, where they would run out of the drawing at the right."""
    words = "limit: 1 hour"
    lane = Lane("Cookie", (Span(LOGIN, 0.82, Look.VALID),), "sent until then", (place, words))
    root = ElementTree.fromstring(svg(Picture((), (lane,)), sheet, "title", "key"))
    (text,) = [each for each in root.iter("text") if each.text == words]
    (line,) = [each for each in root.iter("line") if each.get("class") == "limit"]
    x, at = float(text.get("x") or -1), float(line.get("x1") or -1)
    if text.get("text-anchor") == "end":
        assert at + 6 + len(words) * _CHARACTER > sheet.right, "it had room at the right"
        assert x == at - 6
    else:
        assert x == at + 6
        assert x + len(words) * _CHARACTER <= sheet.right


def test_the_limit_is_told_to_those_who_do_not_see() -> None:
    limited = Lane("Cookie", (Span(LOGIN, 0.82, Look.VALID),), "sent for a day", (0.5, "limit: 1 hour"))
    free = Lane("Server", (Span(LOGIN, 0.82, Look.VALID),), "kept for ever")
    root = ElementTree.fromstring(svg(Picture((), (limited, free)), WIDE, "title", "key"))
    (said,) = [each.text or "" for each in root if each.tag == "desc"]
    assert "sent for a day (limit: 1 hour)" in said and "kept for ever" in said and "None" not in said

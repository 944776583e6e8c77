"""What shares a character with what, and which blank lines go with a line that is taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.fix.spans import Span, Spans, with_blank_line

SPANS = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((0, 3), (3, 5), False),
        ((0, 3), (2, 5), True),
        ((0, 9), (3, 5), True),
        ((0, 3), (0, 3), True),
        ((2, 5), (2, 2), False),
        ((2, 5), (5, 5), False),
        ((2, 5), (3, 3), True),
        ((4, 4), (4, 4), True),
        ((4, 4), (5, 5), False),
    ],
)
def test_overlapping_spans_share_a_character(first: Span, second: Span, overlap: bool) -> None:
    assert list(Spans([(first, "word")]).overlapping(second)) == ["word"] * overlap
    assert list(Spans([(second, "word")]).overlapping(first)) == ["word"] * overlap
    added = Spans()
    added.add(first)
    assert list(added.overlapping(second)) == [""] * overlap


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=3), SPANS)
def test_overlapping_spans_are_found_at_every_place(given_first: list[Span], later: list[Span], span: Span) -> None:
    spans = Spans((each, str(each)) for each in given_first)
    for each in later:
        spans.add(each)
    start, end = span
    words = [(each, str(each)) for each in given_first] + [(each, "") for each in later]
    shared = [word for (first, last), word in words if (first, last) == span or (first < end and start < last)]
    assert sorted(spans.overlapping(span)) == sorted(shared)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a\n[f()\n]b\n", "a\nb\n"),
        ("a\n\n[f()\n]b\n", "a\n\nb\n"),
        ("a\n[f()\n]\nb\n", "a\n\nb\n"),
        ("a\n\n[f()\n]\nb\n", "a\n\nb\n"),
        ("a\n\n\n[f()\n]\n\nb\n", "a\n\n\n\nb\n"),
        ("a\r\n \t\r\n[f()\r\n]\r\nb\r\n", "a\r\n\r\nb\r\n"),
        ("a\r\r[f()\r]\rb\r", "a\r\rb\r"),
        ("[f()\n]\n  \n\nb\n", "b\n"),
        ("[f()\n]b\n", "b\n"),
        ("\n[f()\n]\nb\n", "\nb\n"),
        ("a\n\n[f()\n]", "a\n\n"),
    ],
)
def test_blank_lines_around_a_removed_line_are_removed(text: str, rest: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    whole = text.replace("[", "").replace("]", "")
    first, last = with_blank_line(whole, start, end)
    assert whole[:first] + whole[last:] == rest

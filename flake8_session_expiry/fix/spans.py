"""
Spans of characters, sorted so that those at a place are found fast: a generated file can have thousands of repairs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""The first character and the one after the last; if both are the same, the place between two characters."""

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n))+")
_BLANK_LINE_AT_END = re.compile(r"(?:(?<=[\r\n])|\A)[ \t]*(?:\r\n|\r|\n)\Z")


class Spans:
    """Spans, each with a word (a code), sorted by their beginning."""

    def __init__(self, spans: Iterable[tuple[Span, str]] = ()) -> None:
        self._sorted = sorted((start, end, word) for (start, end), word in spans)
        self._longest = max((end - start for start, end, _ in self._sorted), default=0)

    def add(self, span: Span) -> None:
        """Add a span."""
        insort(self._sorted, (*span, ""))
        self._longest = max(self._longest, span[1] - span[0])

    def overlapping(self, span: Span) -> Iterator[str]:
        """
        The words of the spans that share a character with this one; an empty span overlaps itself and those that it is
        inside of.
        """
        start, end = span
        low = bisect_left(self._sorted, (start - self._longest,))
        high = bisect_right(self._sorted, (end + 1,))
        for first, last, word in self._sorted[low:high]:
            if (first < end and start < last) or (first, last) == span:
                yield word


def with_blank_line(text: str, start: int, end: int) -> Span:
    """
    The lines to take out with some whole lines: also the blank line above, if there is one below, too; at the head of a
    file those below.
    """
    after = _BLANK_LINES.match(text, end)
    if after is None:
        return start, end
    if start == 0:
        return 0, after.end()
    before = _BLANK_LINE_AT_END.search(text[:start])
    return (before.start() if before else start), end

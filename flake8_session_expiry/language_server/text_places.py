"""
Places in a text: lines and columns in characters, as ``api`` counts them, and positions as the editor counts them, in
units of UTF-8, UTF-16 or UTF-32 (LSP 3.17, ``PositionEncodingKind``).

Lines end as they do for editors and for Python: with line feed, carriage return, or both; not with a form feed or one
of Unicode's separators, at which ``str.splitlines`` ends them, too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LINE_END: Final = re.compile(r"\r\n?|\n")
_BYTE_ORDER_MARK: Final = "\ufeff"
_LAST_OF_TWO_BYTES: Final = "\uffff"


@dataclass(frozen=True)
class TextPlaces:
    """The places of one text. ``encoding`` is "utf-8", "utf-16" or "utf-32"."""

    text: str
    encoding: str = "utf-16"

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def _end_of(self, line: int) -> int:
        """The end of a line, from 0, without what ends it."""
        if line + 1 == len(self._starts):
            return len(self.text)
        end = self._starts[line + 1]
        return end - (2 if self.text.endswith("\r\n", 0, end) else 1)

    def offset(self, line: int, column: int) -> int:
        """
        The character at a line and column from 1. A column in the first line is counted without a byte order mark, as
        ``api`` counts it.
        """
        if line > len(self._starts):
            return len(self.text)
        mark = 1 if line == 1 and self.text.startswith(_BYTE_ORDER_MARK) else 0
        return min(self._starts[line - 1] + column - 1 + mark, self._end_of(line - 1))

    def position(self, offset: int) -> tuple[int, int]:
        """Line, from 0, and units in it before a character: what an editor is sent."""
        line = bisect_right(self._starts, offset) - 1
        return line, self._units(self.text[self._starts[line] : offset])

    def offset_of_position(self, line: int, units: int) -> int:
        """
        The character at a position of an editor. One behind the end of a line is that end, one within a character is
        its beginning.
        """
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        found = self.text[start : self._end_of(line)]
        if self.encoding == "utf-32" or found.isascii():
            return start + min(units, len(found))
        for number, character in enumerate(found):
            units -= self._units(character)
            if units < 0:
                return start + number
        return start + len(found)

    def _units(self, text: str) -> int:
        if self.encoding == "utf-32" or text.isascii():
            return len(text)
        if self.encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > _LAST_OF_TWO_BYTES for character in text)


@dataclass(frozen=True)
class Said:
    """Words about the characters ``start`` to ``end`` (exclusive), as Markdown where they are long."""

    start: int
    end: int
    words: str
    details: str = ""

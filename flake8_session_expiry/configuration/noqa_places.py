"""Where flake8 looks for the ``# noqa`` of a line: at the end of its string or of the lines that a backslash joins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flake8 import defaults

# The name has a P behind it in some versions of flake8.
_PATTERN = next(value for name, value in vars(defaults).items() if name.startswith("NOQA_INLINE_REGEX"))


@dataclass(frozen=True)
class NoqaPlace:
    """
    The line, from 1, at whose end a ``# noqa`` is looked for; ``column``, from 0, is the end of the codes of the one
    that is there, None without one. The text is without a byte order mark.
    """

    line: int
    column: int | None = None


def noqa_places(processor: Any) -> Callable[[int], NoqaPlace | None]:
    """The place for each line, from a FileProcessor; None for a blanket ``# noqa``, which needs nothing."""

    def place_of(number: int) -> NoqaPlace | None:
        joined = processor.noqa_line_for(number)
        if joined is None:
            return None
        last = number
        while processor.noqa_line_for(last + 1) is joined:  # flake8 has one text for all of the lines
            last += 1
        found = _PATTERN.search(joined)
        if found is None:
            return NoqaPlace(last)
        if found["codes"] is None:
            return None
        end = found.start("codes") + len(found["codes"].rstrip(", \t\r\n\f"))
        before = joined[:end]
        first = last - joined.removesuffix("\n").count("\n")
        return NoqaPlace(first + before.count("\n"), end - (before.rfind("\n") + 1))

    return place_of

"""Python code in the colours of the terminal, by rich. Imported only where a report is coloured."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.color import ColorSystem
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text


def highlighted(lines: Sequence[str]) -> list[str]:
    """Lines of code that stand one below the other, with escapes for their colours; no other character is changed."""
    text = Syntax("", "python", theme="ansi_dark").highlight("\n".join(lines))
    found = ["".join(_with_escapes(line)) for line in text.split("\n", allow_blank=True)]
    return [found[index] if line.strip() else line for index, line in enumerate(lines)]


def _with_escapes(line: Text) -> Iterator[str]:
    console = Console(file=io.StringIO())
    for segment in line.render(console):
        if segment.style is None or not segment.text.strip():
            yield segment.text
        else:
            yield segment.style.render(segment.text, color_system=ColorSystem.STANDARD)

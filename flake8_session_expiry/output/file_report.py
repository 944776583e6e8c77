"""What is printed of one file, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_session_expiry.api import Diagnostic


@dataclass(frozen=True)
class FileReport:
    """
    One file: ``name`` as the user gave it. ``text`` is there where it has findings; ``problems`` say why it was not
    checked, in one line each. ``left_out`` are findings that are not printed; they count where equal ones are numbered.
    """

    name: str
    text: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: tuple[Diagnostic, ...] = ()

    @property
    def lines(self) -> list[str]:
        """Its lines, without their ends; the first is without a byte order mark."""
        return self.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True)
class Style:
    """For people: whether there are colours, and how often ``--quiet`` was given."""

    is_coloured: bool = False
    quiet: int = 0

    def bold(self, text: str) -> str:
        return self._styled(text, "1")

    def red(self, text: str) -> str:
        return self._styled(text, "31")

    def green(self, text: str) -> str:
        return self._styled(text, "32")

    def dim(self, text: str) -> str:
        return self._styled(text, "2")

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.is_coloured and text else text

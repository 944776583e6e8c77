"""
Whether any rule could fire in a file, by the words of ``relevance``: most files stop here, at the cost of a few scans for plain substrings.

Imports neither LibCST nor a rule. The fixer asks with bytes and flake8 with text; both get the same verdict, as the words are ASCII
and every encoding that Python allows for source keeps ASCII (UTF-16 is not allowed, PEP 263).

Substring searches run at memory speed, patterns do only if they begin with a literal: hence gates first, and no alternation at the
beginning of a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import AnyStr, Generic

from flake8_session_expiry.engine.relevance import GATES, Gate

# The settings of production may be about what is not in them: a module that takes another one in and sets something.
# Looked for at the head only, where such imports stand: another scan of every file would cost more than all that it finds.
_TAKES_ALL = "import *"
_HEAD = 2000
# A name of a setting has no more characters than this.
_NEAR = 60
_AFTER_IT = r"[\r\n][A-Z][A-Z_]{3,}\w*\s*="


class _Reader(Generic[AnyStr]):
    """Reads one of the gates in text or in bytes."""

    def __init__(self, gate: Gate, convert: Callable[[str], AnyStr]) -> None:
        self.word: AnyStr = convert(gate.word)
        self.words: tuple[AnyStr, ...] = tuple(convert(each) for each in gate.words)
        self.patterns: tuple[re.Pattern[AnyStr], ...] = tuple(re.compile(convert(each)) for each in gate.patterns)
        # Assigned, annotated or compared.
        self.settings: tuple[re.Pattern[AnyStr], ...] = tuple(
            re.compile(convert(rf"{each}\s*(?:[:=]|\+=)")) for each in gate.settings
        )
        self.open: tuple[AnyStr, ...] = (convert("("), convert(","))
        self.newline: AnyStr = convert("\n")
        self.name_so_far: re.Pattern[AnyStr] = re.compile(convert(r"\s*\w*"))
        self.target_so_far: re.Pattern[AnyStr] = re.compile(convert(r"(?:[;:]|[^=!<>]=)[ \t]*\w*\Z"))

    def lets_through(self, source: AnyStr) -> bool:
        """Whether a source in which the word stands can matter for it."""
        return (
            any(word in source for word in self.words)
            or any(pattern.search(source) for pattern in self.patterns)
            or any(self._starts_a_line(found, source) for name in self.settings for found in name.finditer(source))
        )

    def _starts_a_line(self, found: re.Match[AnyStr], source: AnyStr) -> bool:
        """
        Whether nothing but blanks and the beginning of the same name stands before it, and it is no argument of a call above; or what it may be
        a target after: ``CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = False``, ``if not DEBUG: SESSION_...``, ``A = 1; SESSION_...``.
        """
        start = source.rfind(self.newline, 0, found.start()) + 1
        if self.name_so_far.fullmatch(source, start, found.start()) is None:
            return self.target_so_far.search(source, max(start, found.start() - _NEAR), found.start()) is not None
        return not source[start : start + 1].isspace() or not source[:start].rstrip().endswith(self.open)


class _Gates(Generic[AnyStr]):
    """All of them as text or as bytes."""

    def __init__(self, convert: Callable[[str], AnyStr]) -> None:
        self.gates: tuple[_Reader[AnyStr], ...] = tuple(_Reader(gate, convert) for gate in GATES)
        self.star: AnyStr = convert("*")
        self.takes_all: AnyStr = convert(_TAKES_ALL)
        self.after_it: re.Pattern[AnyStr] = re.compile(convert(_AFTER_IT))
        self.newline: AnyStr = convert("\n")
        self.carriage_return: AnyStr = convert("\r")
        self.mark: AnyStr = convert("\ufeff")

    def can_matter(self, source: AnyStr) -> bool:
        """The verdict."""
        for gate in self.gates:
            if gate.word in source and gate.lets_through(source):
                return True
        return self._takes_all(source) and self.after_it.search(source) is not None

    def _takes_all(self, source: AnyStr) -> bool:
        """
        Whether ``import *`` stands at the head of a source.

        The head is the same in text and in bytes as long as it is ASCII: without the byte order mark, which flake8 takes off, and with line ends
        of one character, as flake8 reads them. Where it is not ASCII, all of the source counts.
        """
        head = source[: 2 * _HEAD + 3]
        if head.isascii() and self.star not in head:  # one character is found much faster than several
            return False
        head = head.removeprefix(self.mark)
        if self.carriage_return in head:
            head = head.replace(self.carriage_return + self.newline, self.newline)
        head = head[:_HEAD]
        return self.takes_all in (head if head.isascii() else source)


_TEXT = _Gates(str)
_BYTES = _Gates(str.encode)


def can_matter(source: str | bytes) -> bool:
    """Whether any rule could report anything in this source."""
    return _BYTES.can_matter(source) if isinstance(source, bytes) else _TEXT.can_matter(source)

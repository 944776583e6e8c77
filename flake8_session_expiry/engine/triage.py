"""
Whether any rule could report anything in a file, by the words of ``relevance``. Most files are skipped here, after a
few searches for plain substrings.

Imports neither LibCST nor a rule. The fixer calls it with bytes and flake8 with text; both get the same answer, because
the words are ASCII and every encoding that Python allows for source keeps ASCII (UTF-16 is not allowed, PEP 263).

Searches for substrings are fast, those for patterns only if they begin with a literal: therefore a file is searched for
the word of a gate first, and no pattern begins with an alternation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import AnyStr, Generic

from flake8_session_expiry.engine.relevance import GATES, SETTING_ASSIGNED, STAR_IMPORT, Gate

# How much of a file is searched for STAR_IMPORT: its imports are there, and to search all of every file would take
# longer than all else.
_HEAD = 2000
_LITERAL = re.compile(r"(?:[\w=]|\\[.(])+(?![*?+{])")
# No name of a setting has more characters than this.
_NEAR = 60


class _Reader(Generic[AnyStr]):
    """One gate, for text or for bytes."""

    def __init__(self, gate: Gate, convert: Callable[[str], AnyStr]) -> None:
        self.word: AnyStr = convert(gate.word)
        self.in_tests = gate.in_tests
        self.words: tuple[AnyStr, ...] = tuple(convert(each) for each in gate.words)
        self.patterns: tuple[tuple[AnyStr, re.Pattern[AnyStr]], ...] = tuple(
            (convert(_beginning(each)), re.compile(convert(each))) for each in gate.patterns
        )
        self.beside: AnyStr = convert(gate.beside)
        # Assigned, annotated or compared.
        self.settings: tuple[re.Pattern[AnyStr], ...] = tuple(
            re.compile(convert(rf"{each}\s*(?:[:=]|\+=)")) for each in gate.settings
        )
        self.open: tuple[AnyStr, ...] = (convert("("), convert(","))
        self.newline: AnyStr = convert("\n")
        self.name_so_far: re.Pattern[AnyStr] = re.compile(convert(r"\s*\w*"))
        self.target_so_far: re.Pattern[AnyStr] = re.compile(convert(r"(?:[;:]|[^=!<>]=)[ \t]*\w*\Z"))

    def lets_through(self, source: AnyStr) -> bool:
        """Whether a rule about the gate's subject could report anything in a source in which its word occurs."""
        return (
            any(word in source for word in self.words)
            or (
                self.beside in source
                and any(_matches(pattern, beginning, source) for beginning, pattern in self.patterns)
            )
            or any(self._starts_a_line(found, source) for name in self.settings for found in name.finditer(source))
        )

    def _starts_a_line(self, found: re.Match[AnyStr], source: AnyStr) -> bool:
        """
        Whether a name is at the beginning of a line, after blanks and letters of the same name only, and is no argument
        of a call that begins on a line above.

        Also where it may be the target of an assignment later in a line:
        ``CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = False``, ``if not DEBUG: SESSION_...``, ``A = 1; SESSION_...``.
        """
        start = source.rfind(self.newline, 0, found.start()) + 1
        if self.name_so_far.fullmatch(source, start, found.start()) is None:
            return self.target_so_far.search(source, max(start, found.start() - _NEAR), found.start()) is not None
        return not source[start : start + 1].isspace() or not source[:start].rstrip().endswith(self.open)


def _beginning(pattern: str) -> str:
    """The literal with which a pattern begins: ``.session`` of ``\\.session\\b``."""
    found = _LITERAL.match(pattern)
    assert found is not None
    return found[0].replace("\\", "")


def _matches(pattern: re.Pattern[AnyStr], beginning: AnyStr, source: AnyStr) -> bool:
    """``pattern.search``, which searches for the literal at the beginning four times as slowly as ``find()``."""
    place = source.find(beginning)
    while place >= 0:
        if pattern.match(source, place) is not None:
            return True
        place = source.find(beginning, place + 1)
    return False


class _Gates(Generic[AnyStr]):
    """All gates, for text or for bytes."""

    def __init__(self, convert: Callable[[str], AnyStr]) -> None:
        self.gates: tuple[_Reader[AnyStr], ...] = tuple(_Reader(gate, convert) for gate in GATES)
        self.gates_of_tests: tuple[_Reader[AnyStr], ...] = tuple(reader for reader in self.gates if reader.in_tests)
        self.asterisk: AnyStr = convert("*")
        self.star_import: AnyStr = convert(STAR_IMPORT)
        self.setting_assigned: re.Pattern[AnyStr] = re.compile(convert(SETTING_ASSIGNED))
        self.newline: AnyStr = convert("\n")
        self.carriage_return: AnyStr = convert("\r")
        self.mark: AnyStr = convert("\ufeff")

    def can_matter(self, source: AnyStr, is_test: bool) -> bool:
        """Whether any rule could report anything in this source."""
        for gate in self.gates_of_tests if is_test else self.gates:
            if gate.word in source and gate.lets_through(source):
                return True
        return not is_test and self._has_star_import(source) and self.setting_assigned.search(source) is not None

    def _has_star_import(self, source: AnyStr) -> bool:
        """
        Whether ``import *`` occurs at the head of a source.

        The head must be the same for text and for bytes: it is counted without the byte order mark, which flake8 takes
        off, and with line ends of one character, as flake8 reads them. Where it is not all ASCII, the whole source is
        searched.
        """
        head = source[: 2 * _HEAD + 3]
        if head.isascii() and self.asterisk not in head:  # one character is found much faster than several
            return False
        head = head.removeprefix(self.mark)
        if self.carriage_return in head:
            head = head.replace(self.carriage_return + self.newline, self.newline)
        head = head[:_HEAD]
        return self.star_import in (head if head.isascii() else source)


_TEXT = _Gates(str)
_BYTES = _Gates(str.encode)


def can_matter(source: str | bytes, *, is_test: bool = False) -> bool:
    """Whether any rule could report anything in this source; ``is_test``: in a module of tests fewer rules run."""
    return _BYTES.can_matter(source, is_test) if isinstance(source, bytes) else _TEXT.can_matter(source, is_test)

"""
The words without which no rule can fire: most files stop here, at the cost of a few scans for plain substrings.

Imports neither LibCST nor a rule. The fixer asks with bytes and flake8 with text; both get the same verdict, as the words are ASCII
and every encoding that Python allows for source keeps ASCII (UTF-16 is not allowed, PEP 263).

Substring searches run at memory speed, patterns do only if they begin with a literal: hence gates first, and no alternation at the
beginning of a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import AnyStr, Generic

# One of these stands in every file that can matter. Each is one scan of the file, so they are few: who writes SessionStore or a misspelt
# SESION_COOKIE_AGE has imported sessions or set a SECRET_KEY.
_GATES = ("session", "_expi", "logout(", "SESSION", "SECRET_KEY", "MIDDLEWARE")
# Words that are enough by themselves: what only Django's sessions have, also called on a request by mistake.
_WORDS = (
    "SessionStore",
    "_session_expiry",
    "set_expiry",
    "get_expiry_",
    "get_expire_at_browser",
    "clear_expired",
    "cycle_key",
    "test_cookie",
    "alogout",
    "sessionid",
    "clearsessions",
    "Session.objects",
)
# A session that is used, given a name, tested, replaced or asked for by its name.
_USES = (r"\.session\b", r"session\s*[.\[(]", r"session[\"']", r"session\w*\.\w*expiry")
# A sync logout(request) in async code ends a session without a word of it.
_LOGOUT_IN_ASYNC = ("logout(", "async def")
# A settings module: one of Django's names about sessions (or nearly one) that is assigned, annotated or compared at the start of a line.
_SETTINGS = tuple(
    rf"{begin}\w*\s*(?:[:=]|\+=)"
    for begin in ("SESSION", "SESION", "session_(?:cookie|expire|save)_", "SECRET_KEY", "MIDDLEWARE")
)

# The settings of production may be about what is not in them: a module that takes another one in and sets something.
# Looked for at the head only, where such imports stand: another scan of every file would cost more than all that it finds.
_TAKES_ALL = "import *"
_HEAD = 2000
_AFTER_IT = r"[\r\n][A-Z][A-Z_]{3,}\w*\s*="

# Django's settings where they are not at home: the session cookie by its name, a setting assigned at run time.
_AWAY = (r"settings\.SESSION_COOKIE_NAME", r"settings\.SESSION_\w+\s*[-+*/]?=[^=]", r"settings,\s*[\"']SESSION_")


class _Words(Generic[AnyStr]):
    """The words above as text or as bytes."""

    def __init__(self, convert: Callable[[str], AnyStr]) -> None:
        self.gates: tuple[AnyStr, ...] = tuple(convert(word) for word in _GATES)
        self.words: tuple[AnyStr, ...] = tuple(convert(word) for word in _WORDS)
        self.both: tuple[AnyStr, ...] = tuple(convert(word) for word in _LOGOUT_IN_ASYNC)
        self.session: AnyStr = convert("session")
        self.uses: tuple[re.Pattern[AnyStr], ...] = tuple(re.compile(convert(use)) for use in _USES)
        self.settings: tuple[re.Pattern[AnyStr], ...] = tuple(re.compile(convert(name)) for name in _SETTINGS)
        self.open: tuple[AnyStr, ...] = (convert("("), convert(","))
        self.away: tuple[re.Pattern[AnyStr], ...] = tuple(re.compile(convert(use)) for use in _AWAY)
        self.takes_all: AnyStr = convert(_TAKES_ALL)
        self.after_it: re.Pattern[AnyStr] = re.compile(convert(_AFTER_IT))
        self.newline: AnyStr = convert("\n")
        self.carriage_return: AnyStr = convert("\r")
        self.mark: AnyStr = convert("\ufeff")
        self.name_so_far: re.Pattern[AnyStr] = re.compile(convert(r"\s*\w*"))

    def can_matter(self, source: AnyStr) -> bool:
        """The verdict, the cheapest questions first."""
        takes_all = self._takes_all(source)
        if not takes_all and not any(map(source.__contains__, self.gates)):
            return False
        return (
            any(word in source for word in self.words)
            or (self.session in source and any(use.search(source) for use in self.uses))
            or all(word in source for word in self.both)
            or any(use.search(source) for use in self.away)
            or (takes_all and self.after_it.search(source) is not None)
            or any(self._starts_a_line(found, source) for name in self.settings for found in name.finditer(source))
        )

    def _takes_all(self, source: AnyStr) -> bool:
        """
        Whether ``import *`` stands at the head of a source.

        The head is the same in text and in bytes as long as it is ASCII: without the byte order mark, which flake8 takes off, and with line ends
        of one character, as flake8 reads them. Where it is not ASCII, all of the source counts.
        """
        head = source[: 2 * _HEAD + 3].removeprefix(self.mark)
        if self.carriage_return in head:
            head = head.replace(self.carriage_return + self.newline, self.newline)
        head = head[:_HEAD]
        return self.takes_all in (head if head.isascii() else source)

    def _starts_a_line(self, found: re.Match[AnyStr], source: AnyStr) -> bool:
        """Whether nothing but blanks and the beginning of the same name stands before it, and it is no argument of a call above."""
        start = source.rfind(self.newline, 0, found.start()) + 1
        if self.name_so_far.fullmatch(source, start, found.start()) is None:
            return False
        return not source[start : start + 1].isspace() or not source[:start].rstrip().endswith(self.open)


_TEXT = _Words(str)
_BYTES = _Words(str.encode)


def can_matter(source: str | bytes) -> bool:
    """Whether any rule could report anything in this source."""
    return _BYTES.can_matter(source) if isinstance(source, bytes) else _TEXT.can_matter(source)

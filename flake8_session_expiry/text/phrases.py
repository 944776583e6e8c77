"""
What a comment states about the end of a session without a number: never, at browser close, at once.

A closed list of whole phrases; a comment with any other word states nothing.
"""

from __future__ import annotations

import enum
import re
import unicodedata

_DIRECTIVE = re.compile(r"\s*(?:noqa|nosec|nosemgrep|type:|pragma:|pylint:|mypy:|pyright:|fmt:|isort:|ruff:)", re.I)
_LONGEST = 200

_SUBJECT = r"(?:(?:the|a|this|user|users|login|session|sessions|cookie|cookies|it) )*"
_OBJECT = r"(?: the| this)?(?: user)?(?: session| sessions| cookie| cookies)?"
_WILL = r"(?:(?:will|should|must|to|is|be|automatically) )*"
_NOT = r"(?:never|does not|doesnt|do not|dont|will not|wont|should not|must not)"
_END = r"(?:expires?|expired|expiring|ends?|ended|closes|closed|cleared|deleted|destroyed|logout|logs? out|logged out)"
_LASTS = r"(?:lasts?|valid|lives?|live|stays?|stay logged in|logged in|keep|keeps)"
_WINDOW = r"(?:web )?(?:browser|tab|window)s?(?:(?: or)? (?:browser|tab|window)s?)*"
_OF_THE = r"(?:(?:the|a|your|their|user|users) )*"
_CLOSED = (
    rf"(?:{_OF_THE}{_WINDOW}(?: is| are| gets)? (?:close|closes|closed|closing|closure)"
    rf"|{_OF_THE}(?:closes?|closing|close of|closure of) {_OF_THE}{_WINDOW}"
    r"|(?:the )?end of (?:the )?browser session)"
)


class Phrase(enum.Enum):
    """When a session ends according to a comment."""

    NEVER = "never"
    BROWSER_CLOSE = "when the browser is closed"
    IMMEDIATELY = "at once"


_PHRASES = {
    Phrase.NEVER: (
        rf"{_SUBJECT}{_WILL}{_NOT} expires?{_OBJECT}|{_SUBJECT}expires? never|never expiring{_OBJECT}"
        rf"|{_SUBJECT}(?:(?:with )?no|without|without any) (?:expiry|expiration|expire|timeout)(?: date| time)?"
        rf"|{_SUBJECT}{_WILL}(?:(?:{_LASTS}|remember(?: me)?)(?: the)?(?: session)? )?(?:for ?ever)"
    ),
    Phrase.BROWSER_CLOSE: (
        rf"(?:{_SUBJECT}{_WILL}{_LASTS} |{_SUBJECT}{_WILL}(?:only )?)(?:until|till) {_CLOSED}"
        rf"|{_SUBJECT}{_WILL}(?:{_END}{_OBJECT} )?(?:when|whenever|once|on|upon|at|as soon as) {_CLOSED}"
        rf"|{_SUBJECT}{_WILL}{_END}{_OBJECT} (?:after|until|till) {_CLOSED}"
        rf"|(?:{_SUBJECT}{_END} )?(?:browser|tab|window) (?:close|closes|closed|closing)"
    ),
    Phrase.IMMEDIATELY: (
        rf"{_SUBJECT}{_WILL}(?:{_END}{_OBJECT} )?(?:immediately|instantly|at once|right away)"
        rf"|{_SUBJECT}{_WILL}{_END}{_OBJECT} (?:right )?now"
        rf"|(?:immediately|instantly) {_END}{_OBJECT}|immediate (?:expiry|expiration|logout)"
    ),
}
_PATTERNS = {phrase: re.compile(pattern) for phrase, pattern in _PHRASES.items()}


def parts_of_comment(comment: str) -> list[str]:
    """What a comment says after each ``#``, without directives such as ``noqa``."""
    return [part.strip() for part in comment.split("#") if part.strip() and not _DIRECTIVE.match(part)]


def comment_text(comment: str) -> str:
    """
    The text of a comment, without ``#`` and directives such as ``noqa``; empty if it is too long or has two parts.
    """
    parts = parts_of_comment(comment)
    if len(parts) != 1 or len(parts[0]) > _LONGEST:
        return ""
    return unicodedata.normalize("NFC", parts[0])


def phrase_in_comment(comment: str) -> Phrase | None:
    """The phrase that is the whole of a comment (with or without ``#``)."""
    text = re.sub(r"['’]", "", comment_text(comment).lower())
    if re.search(r"[^\w\s.,;:()/!-]|[0-9]", text):
        return None
    words = " ".join(re.findall(r"\w+", text))
    return next((phrase for phrase, pattern in _PATTERNS.items() if pattern.fullmatch(words)), None)

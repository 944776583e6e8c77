"""
The duration that a comment or a name states, in seconds: "30 minutes" -> 1800, ``TWO_WEEKS`` -> 1209600.

A comment may name a duration without being about this value ("default: 2 weeks", "86400 for 24 hours"). Therefore every
word has to be part of the one duration or be in a closed list of words that do not change its meaning (``FILLERS``).
With any other word, number or sign, and with a second duration that differs, it states nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.text.duration_words import (
    EXPIRING_WORDS,
    FILLERS,
    FRACTIONS,
    HEADING_WORDS,
    HOUR,
    KEY_FILLERS,
    KEY_WORDS,
    LOGIN_WORDS,
    MILLISECONDS,
    MINUTE,
    NAME_FILLERS,
    NUMBERS,
    TENS,
    UNITS,
    VALIDITY_WORDS,
)
from flake8_session_expiry.text.identifiers import words_of_name
from flake8_session_expiry.text.phrases import comment_text, parts_of_comment

_NAME_UNITS = {"minute", "hour", "day", "week", "month", "year"}
_MEASURES = {"seconds", "secs", "sec"} | MILLISECONDS
_BARE_NAME = re.compile(
    r"(?P<unit>\w+) in (?:seconds|secs|sec|s)|(?:seconds|secs|sec) (?:in|per)(?: an?)? (?P<per>\w+)", re.ASCII
)
_IN_SECONDS = re.compile(r"\bin\s+(?:(?:milli)?seconds|ms)\b", re.I)
_IN_MILLISECONDS = re.compile(r"\bin\s+(?:milliseconds|ms)\b", re.I)
# Where a sign is not listed here ("*", "~", "<", "?", "-5", ".5"), the text states nothing: "~ 2 hours" is no exact
# duration.
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:[_.,/][0-9]+)*)|(?P<word>[^\W\d_]+|=)"
    r"|(?P<stop>[,;:()\[\]]|\.(?![0-9])|<-+|-+>|→)|(?P<blank>[\s_]+|[-–—](?![0-9]))"
)
_TOLERANCE = 0.05


@dataclass(frozen=True)
class StatedDuration:
    """
    A duration as it is written, and its shortest and longest meaning in seconds: a month is 28 to 31 days, a year 365
    or 366.
    """

    text: str
    shortest: float
    longest: float

    def means(self, seconds: float) -> bool:
        """Whether a lifetime of ``seconds`` is this duration, but for the rounding of floats."""
        return self.shortest <= seconds <= self.longest or any(
            math.isclose(seconds, bound, rel_tol=1e-9, abs_tol=1e-6) for bound in (self.shortest, self.longest)
        )

    def is_about(self, seconds: float) -> bool:
        """Whether a lifetime of ``seconds`` is about this duration: "1 day" beside 86399 is no contradiction."""
        return self.shortest * (1 - _TOLERANCE) <= seconds <= self.longest * (1 + _TOLERANCE)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=1024)
def duration_in_comment(comment: str) -> StatedDuration | None:
    """The duration that a comment (with or without ``#``) states, if that is all that it says."""
    return _only_duration(_comment_durations_text(comment), FILLERS)


@lru_cache(maxsize=1024)
def duration_in_name(name: str) -> StatedDuration | None:
    """
    The duration that a name states: ``TWO_WEEKS``, ``timeout_30min``, ``DAY``, ``SECONDS_PER_DAY``.

    A name with a unit and without a number (``EXPIRY_DAYS``, ``idle_minutes``, ``day``) is the name of a number of them
    and states nothing.
    """
    last = name.rpartition(".")[2]
    words = words_of_name(last)
    bare = _BARE_NAME.fullmatch(" ".join(words))
    unit = (bare["unit"] or bare["per"]) if bare else words[0] if len(words) == 1 and last.isupper() else None
    if unit in _NAME_UNITS:
        return StatedDuration(last.strip("_"), *UNITS[unit])
    if len(words) > 2 and words[-1] in _MEASURES and (words[-2] == "in" or words[-2] in UNITS):
        words = words[:-1]
    stated = _only_duration(" ".join(words), NAME_FILLERS)
    return stated and StatedDuration(last.strip("_"), stated.shortest, stated.longest)


def says_in_milliseconds(comment: str) -> bool:
    """Whether a comment says that the figure beside it is in milliseconds."""
    return _IN_MILLISECONDS.search(comment) is not None


def is_heading(comment: str) -> bool:
    """Whether a comment only names what stands below ("Session settings") or is for tools ("noqa"): no length."""
    words = re.findall(r"[^\W_]+", " ".join(parts_of_comment(comment)).lower().replace("'", ""))
    return HEADING_WORDS.issuperset(words)


def one_time_key_in_comment(comment: str) -> bool:
    """
    Whether the duration in a comment is that of a one-time key and of nothing else: "OTP valid for 5 minutes"; beside
    such a key also "valid for 5 minutes".
    """
    text = re.sub(r"\bone[ -]?time\b", "onetime", _comment_durations_text(comment), flags=re.I)
    text = re.sub(r"\b2fa\b", "mfa", text, flags=re.I)
    words = {token.text.lower() for token in _tokens(text) or ()}
    if words & KEY_WORDS:
        return _only_duration(text, KEY_FILLERS) is not None
    return bool(words & EXPIRING_WORDS) and _only_duration(text, FILLERS - LOGIN_WORDS) is not None


def validity_in_comment(comment: str) -> StatedDuration | None:
    """
    For how long a comment says that something is valid: "valid for 90 seconds", "expires in 5 minutes". None if it
    names a session or a login.
    """
    text = _comment_durations_text(comment)
    words = {token.text.lower() for token in _tokens(text) or ()}
    return _only_duration(text, KEY_FILLERS) if words & VALIDITY_WORDS and not words & LOGIN_WORDS else None


def _comment_durations_text(comment: str) -> str:
    text = re.sub(r"(?<=\w)\(s\)", "s", comment_text(comment))
    return _IN_SECONDS.sub(" ", re.sub(r"\b(user|session)['’]s\b", r"\1", text, flags=re.I))


def _tokens(text: str) -> list[_Token] | None:
    """The words, numbers and stops of a text, or None if there is anything else in it."""
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            return None
        if match.lastgroup != "blank":
            found.append(_Token(match.lastgroup, match[0], match.start(), match.end()))
        position = match.end()
    return found


def _only_duration(text: str, fillers: Collection[str]) -> StatedDuration | None:
    text = unicodedata.normalize("NFC", text)
    tokens = _tokens(text)
    stated, position = None, 0
    while tokens and position < len(tokens):
        token = tokens[position]
        read = _compound(tokens, position)
        if read is not None:
            shortest, longest, position = read
            if stated is not None and not (stated.means(shortest) and stated.means(longest)):
                return None
            stated = stated or StatedDuration(text[token.start : tokens[position - 1].end], shortest, longest)
        elif token.kind == "stop" or token.text.lower() in fillers:
            position += 1
        else:
            return None
    return stated


def _compound(tokens: list[_Token], position: int) -> tuple[float, float, int] | None:
    """A duration of one or more parts, each smaller than the unit before it: "1 hour 30 minutes", "1h30"."""
    first = _single(tokens, position)
    if first is None:
        return None
    shortest, longest, unit, end = first
    while True:
        start = end + (_word(tokens, end) == "and")
        part = _single(tokens, start, minutes="m" if unit == HOUR else "")
        if part is not None and part[1] < unit and part[2] < unit:
            shortest, longest, unit, end = shortest + part[0], longest + part[1], part[2], part[3]
            continue
        clock = tokens[end].text if end < len(tokens) and tokens[end - 1].text.lower() == "h" else ""
        if part is None and re.fullmatch("[0-5][0-9]", clock):
            return shortest + int(clock) * MINUTE, longest + int(clock) * MINUTE, end + 1
        return shortest, longest, end


def _single(tokens: list[_Token], position: int, minutes: str = "") -> tuple[float, float, float, int] | None:
    """One number and one unit: shortest, longest and unit in seconds, and where the rest begins."""
    number, after = _number(tokens, position)
    word = _word(tokens, after)
    span = (MINUTE, MINUTE) if word and word == minutes else UNITS.get(word)
    # "a second session" is not a time of one second, and nobody sets half a second.
    if number is None or span is None or (_word(tokens, position) in ("a", "an", "half") and span[0] <= 1):
        return None
    if len(word) == 1 and word.isascii() and tokens[after - 1].kind != "number":
        return None
    return number * span[0], number * span[1], span[0], after + 1


def _number(tokens: list[_Token], position: int) -> tuple[float | None, int]:
    """The number at a position, and the position of the word after it."""
    word = _word(tokens, position)
    if word in ("a", "an"):
        return 1, position + 1
    if word == "half" and _word(tokens, position + 1) in ("a", "an"):
        return 0.5, position + 2
    if word in TENS:
        ones = NUMBERS.get(_word(tokens, position + 1), 0)
        return (TENS[word] + ones, position + 2) if 1 <= ones <= 9 else (TENS[word], position + 1)
    if word in NUMBERS:
        return NUMBERS[word], position + 1
    if position < len(tokens) and tokens[position].kind == "number":
        return _figure(tokens[position].text), position + 1
    return None, position + 1


def _figure(text: str) -> float | None:
    """A number in digits. None for "1.800" and "1,5", which mean different numbers in different countries."""
    if text in FRACTIONS:
        return FRACTIONS[text]
    if len(text) <= 20 and re.fullmatch(
        r"[0-9]+(?:\.[0-9]{1,2})?|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:_[0-9]{3})+", text
    ):
        return float(re.sub("[,_]", "", text))
    return None


def _word(tokens: list[_Token], position: int) -> str:
    return tokens[position].text.lower() if position < len(tokens) and tokens[position].kind == "word" else ""

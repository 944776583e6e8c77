"""What comments and names state about one value: how long it should be, by its author."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.semantic.comments import comments_beside
from flake8_session_expiry.text.durations import StatedDuration, duration_in_comment, duration_in_name
from flake8_session_expiry.text.identifiers import says_idle
from flake8_session_expiry.text.phrases import Phrase, phrase_in_comment
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_QUOTED = re.compile(r"(?P<quote>['\"`])(?P<name>\w+)(?P=quote)")
_COUNTED_FROM_NOW = frozenset({"now", "today", "timezone.now"})


@dataclass(frozen=True)
class Stated:
    """
    All durations and phrases that comments and names state about a value; a comment states one of them or nothing.
    """

    durations: tuple[StatedDuration, ...]
    phrases: tuple[tuple[Phrase, str], ...]
    """Each with its comment."""

    def agree_with(self, seconds: float) -> bool:
        """Whether any of the durations is about this one."""
        return any(stated.is_about(seconds) for stated in self.durations)


def statements_about(source: SourceFile, value: Occurrence) -> Stated:
    """What the comments and the names of a value state."""
    comments = [_without_keys(source, comment) for comment in comments_of_value(source, value)]
    durations = [duration_in_comment(comment) for comment in comments]
    durations += [duration_in_name(name) for name in own_names(value)]
    phrases = [(phrase_in_comment(comment), comment) for comment in comments]
    return Stated(
        tuple(stated for stated in durations if stated is not None),
        tuple((phrase, comment) for phrase, comment in phrases if phrase is not None),
    )


def _without_keys(source: SourceFile, comment: str) -> str:
    """
    A comment without the quoted names of keys that the code has in brackets: of "'cart' expires in 5 minutes" the rest.
    """
    return _QUOTED.sub(lambda name: "" if _is_key(source, name["name"]) else name[0], comment)


def _is_key(source: SourceFile, name: str) -> bool:
    return re.search(rf"\[\s*(['\"]){re.escape(name)}\1\s*\]", source.text) is not None


def comments_of_value(source: SourceFile, value: Occurrence) -> tuple[str, ...]:
    """
    The comments at the use of a value and, if it is a name, at the assignment of that name.

    At an assignment only if it is the whole value: ``LIMIT = 10  # 10 minutes`` states nothing about ``LIMIT * 60``.
    """
    written = value.written or value.node
    beside = comments_beside(source, written)
    binding = value.binding
    if binding is None or binding.value is None or binding.value is not value.origin or binding.value is written:
        return beside
    return beside + comments_beside(source, binding.value)


def own_names(value: Occurrence) -> tuple[str, ...]:
    """
    The names of the whole value: ``TIMEOUT`` of ``config.TIMEOUT``.

    Not the names in a calculation: ``ONE_HOUR * 2`` is not one hour.
    """
    names: tuple[str, ...] = ()
    written = value.written or value.node
    if isinstance(written, (cst.Name, cst.Attribute)):
        names = value.names if isinstance(value.origin, (cst.Integer, cst.Float)) else value.names[:1]
    ends = [item.attr.value for item in (written, value.origin) if isinstance(item, cst.Attribute)]
    ends += [item.value for item in (written, value.origin) if isinstance(item, cst.Name)]
    return tuple(dict.fromkeys([*names, *ends]))


def length_from_now(value: Occurrence) -> float | None:
    """The seconds that an expiry lasts from now. None for a date in the calendar, whose length depends on the day."""
    if value.kind is Kind.DATETIME and value.maker not in _COUNTED_FROM_NOW:
        return None
    return value.seconds


def is_meant_as_idle(source: SourceFile, value: Occurrence) -> bool:
    """Whether an expiry is meant as a time of inactivity: by its name, or by a comment that also states a duration."""
    if any(says_idle(name) for name in value.names):
        return True
    comments = comments_of_value(source, value)
    return any(says_idle(comment) and duration_in_comment(comment) is not None for comment in comments)

"""The length beside numbers of seconds: ``SESSION_COOKIE_AGE = 1209600`` "2 weeks, from the last write"."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_session_expiry.language_server.text_places import Said
from flake8_session_expiry.policy.of_one_file import AssignedSetting, FileInProject
from flake8_session_expiry.policy.plain_values import length_in_figures
from flake8_session_expiry.policy.report import Possibility
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999
from flake8_session_expiry.values.value import Kind

_AGE = "SESSION_COOKIE_AGE"
_NUMBERS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER})


def lengths_beside(file: FileInProject, mark: int) -> Iterator[Said]:
    """
    What is written behind each number, in the order of the text; both ends of ``Said`` are the place. ``mark``
    characters are before the text of ``file``.
    """
    found = [*_behind_calls(file), *_behind_settings(file)]
    for each in sorted(found, key=lambda each: each.start):
        yield Said(each.start + mark, each.end + mark, each.words, each.details)


def _behind_calls(file: FileInProject) -> Iterator[Said]:
    for placed in file.calls:
        if placed.argument is None or len(placed.call.possible) != 1:
            continue
        only = placed.call.possible[0]
        if (words := _words(only)) is not None:
            yield Said(placed.argument[1], placed.argument[1], words, only.words)


def _words(given: Possibility) -> str | None:
    if given.kind not in _NUMBERS or given.seconds is None:
        return None
    if given.seconds == 0:
        return "until the browser is closed"
    if 1 <= given.seconds < AFTER_YEAR_9999:
        return length_in_figures(given.seconds)
    return given.words


def _behind_settings(file: FileInProject) -> Iterator[Said]:
    for each in file.assigned:
        if each.name == _AGE and (words := _words_of_age(each, file.every_request)) is not None:
            end = _end(each, file)
            yield Said(end, end, words)


def _words_of_age(assigned: AssignedSetting, every_request: bool | None) -> str | None:
    seconds = assigned.value.constant
    if assigned.value.kind not in _NUMBERS or not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    if seconds <= 0:
        return "every session ends at once"
    if not 1 <= seconds < AFTER_YEAR_9999:
        return None
    if every_request is None:
        return length_in_figures(seconds)
    return f"{length_in_figures(seconds)}, from the last {'request' if every_request else 'write'}"


def _end(assigned: AssignedSetting, file: FileInProject) -> int:
    """The character behind an expression, and behind brackets around it. Python counts columns in bytes of UTF-8."""
    node = assigned.expression
    start = file.source.line_starts[(node.end_lineno or node.lineno) - 1]
    line = file.source.text[start:].partition("\n")[0]
    end = start + len(line.encode("utf-8", "surrogatepass")[: node.end_col_offset or 0].decode("utf-8", "replace"))
    return end + len(file.source.text[end:]) - len(file.source.text[end:].lstrip(")"))

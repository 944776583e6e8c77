"""The values of the settings of one module, and the rows of the report about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy import verdicts
from flake8_session_expiry.policy.plain_values import Surroundings, source_words
from flake8_session_expiry.policy.report import NOTHING_TO_JUDGE, Possibility, Row, Verdict
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999
from flake8_session_expiry.settings.effective import Certainty, Effective, ProjectSettings
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.values.value import UNKNOWN, UNSET, Value


def shown(path: str) -> str:
    """A path as it is shown: relative where it is below the current folder."""
    below = relative_path(path) if os.path.isabs(path) else os.path.normpath(path)
    return printable(path if below.startswith("..") else below)


@dataclass(frozen=True, eq=False)
class Facts:
    """
    The values of one settings module (or class), with the options; ``version`` is the project's version of Django, if
    known.
    """

    settings: ProjectSettings
    version: tuple[int, int] | None
    options: Options

    def get(self, name: str) -> Effective:
        """The value of a setting at the end of its chain of modules."""
        return self.settings.as_written(name, self.version)

    def known(self, name: str) -> object:
        """Its value, if that is certain; else UNSET."""
        return self.get(name).value

    def truth(self, name: str) -> bool | None:
        """Whether it is true for Python; None where that is not known."""
        value = self.known(name)
        return None if value is UNSET else bool(value)

    def alternatives(self, name: str) -> Iterator[tuple[Value, Origin | None]]:
        """Each value that it may have, with its origin."""
        for possible in self.get(name).possible:
            for value in (possible.value or UNKNOWN).alternatives():
                yield value, possible.origin

    @property
    def surroundings(self) -> Surroundings:
        """The values that the words about other settings depend on."""
        ages = {seconds_of(value.constant) for value, _ in self.alternatives("SESSION_COOKIE_AGE") if value.known}
        saves = {value.truth for value, _ in self.alternatives("SESSION_SAVE_EVERY_REQUEST") if value.known}
        # Whether these may have other values is in their own rows.
        return Surroundings(
            saves.pop() if len(saves) == 1 else None,
            ages.pop() if len(ages) == 1 else None,
            self.truth("SESSION_COOKIE_SECURE"),
        )

    def row(
        self,
        name: str,
        question: str,
        words: Callable[[Value], str],
        judge: Callable[[Value], Verdict] = lambda value: NOTHING_TO_JUDGE,
        *,
        secret: bool = False,
    ) -> Row:
        """The row of one setting. The value of a ``secret`` one is not in it."""
        effective = self.get(name)
        possible = [
            possibility(value, origin, words(value), judge(value), secret=secret)
            for value, origin in self.alternatives(name)
        ]
        if effective.certainty is Certainty.KNOWN:
            # The same value from several places: the first one that is no default.
            possible = [next((each for each in possible if each.origin is not None), possible[0])]
        ordered = distinct(sorted(possible, key=lambda each: not each.known))
        return Row(name, question, ordered, effective.certainty, verdicts.joined(ordered))


def possibility(
    value: Value, origin: Origin | None, words: str, verdict: Verdict = NOTHING_TO_JUDGE, *, secret: bool = False
) -> Possibility:
    """One value that a setting or an argument may have; ``words`` describe it where it is known."""
    place = None if origin is None else Origin(shown(origin.path), origin.line)
    simple = isinstance(value.constant, (str, bool, int, float, timedelta, type(None)))
    return Possibility(
        words=words,
        origin=place,
        value=value.constant if value.known and simple and not secret else UNSET,
        known=value.known,
        default=value.known and origin is None,
        environment=value.variable,
        verdict=verdict,
    )


def distinct(possible: list[Possibility]) -> tuple[Possibility, ...]:
    """Each possibility once: of those with the same words the first one, if possible one with an origin."""
    found: dict[tuple[str, bool], Possibility] = {}
    for each in possible:
        kept = found.setdefault((each.words, each.known), each)
        if kept.origin is None and each.origin is not None:
            found[each.words, each.known] = each
    return tuple(found.values())


def words_of(value: Value, described: Callable[[object], str]) -> str:
    """A known value in the words of ``described``; for another one where it comes from."""
    return described(value.constant) if value.known else source_words(value)


def seconds_of(value: object) -> float | None:
    """A number of seconds from which Django can compute a date; None for anything else."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < AFTER_YEAR_9999
    return value if usable and isinstance(value, (int, float)) else None

"""What one settings module comes to, asked setting by setting: values that are known, alternatives, and the words that both get."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy import verdicts
from flake8_session_expiry.policy.report import NOTHING_TO_JUDGE, Possibility, Row, Verdict
from flake8_session_expiry.policy.words import YEAR_9999, Surroundings, source_words
from flake8_session_expiry.settings.effective import Certainty, Effective, ProjectSettings
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.values.value import UNKNOWN, UNSET, Value


def shown(path: str) -> str:
    """A path as a reader sees it: relative where it lies below the current folder."""
    below = relative_path(path) if os.path.isabs(path) else os.path.normpath(path)
    return printable(path if below.startswith("..") else below)


@dataclass(frozen=True, eq=False)
class Facts:
    """One settings module (or class) with the options; ``version`` is the project's Django where it is known."""

    settings: ProjectSettings
    version: tuple[int, int] | None
    options: Options

    def get(self, name: str) -> Effective:
        """A setting at the end of the chain."""
        return self.settings.as_written(name, self.version)

    def known(self, name: str) -> object:
        """Its value where that is KNOWN, else UNSET."""
        return self.get(name).value

    def truth(self, name: str) -> bool | None:
        """Whether it counts as true; None where that is not known."""
        value = self.known(name)
        return None if value is UNSET else bool(value)

    def alternatives(self, name: str) -> Iterator[tuple[Value, Origin | None]]:
        """Each value that it may have, with where it comes from."""
        for possible in self.get(name).possible:
            for value in (possible.value or UNKNOWN).alternatives():
                yield value, possible.origin

    @property
    def surroundings(self) -> Surroundings:
        """The values that words about other settings depend on."""
        ages = {seconds_of(value.constant) for value, _ in self.alternatives("SESSION_COOKIE_AGE") if value.known}
        saves = {value.truth for value, _ in self.alternatives("SESSION_SAVE_EVERY_REQUEST") if value.known}
        # What may be otherwise is said in the rows of these two.
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
        """The row of one setting. A ``secret`` one keeps its value to itself."""
        effective = self.get(name)
        possible = [
            possibility(value, origin, words(value), judge(value), secret=secret)
            for value, origin in self.alternatives(name)
        ]
        if effective.certainty is Certainty.KNOWN:
            # The same value from several places: the first that somebody wrote.
            possible = [next((each for each in possible if each.origin is not None), possible[0])]
        ordered = distinct(sorted(possible, key=lambda each: not each.known))
        return Row(name, question, ordered, effective.certainty, verdicts.joined(ordered))


def possibility(
    value: Value, origin: Origin | None, words: str, verdict: Verdict = NOTHING_TO_JUDGE, *, secret: bool = False
) -> Possibility:
    """One value that something may have; ``words`` are for a value that is known."""
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
    """Each possibility once: the first of those that say the same, with an origin if one of them has that."""
    found: dict[tuple[str, bool], Possibility] = {}
    for each in possible:
        kept = found.setdefault((each.words, each.known), each)
        if kept.origin is None and each.origin is not None:
            found[each.words, each.known] = each
    return tuple(found.values())


def words_of(value: Value, described: Callable[[object], str]) -> str:
    """A value that is known as ``described`` says it, any other by where it comes from."""
    return described(value.constant) if value.known else source_words(value)


def seconds_of(value: object) -> float | None:
    """A number of seconds that Django can make a date of, or None for anything else."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < YEAR_9999
    return value if usable and isinstance(value, (int, float)) else None

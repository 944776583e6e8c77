"""The report as data: what was found out, said in plain words, with its origin, how sure it is, and the verdict. Nothing here renders."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from flake8_session_expiry.reference.profiles import Profile
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.settings.purpose import Purpose
from flake8_session_expiry.values.value import UNSET


class Answer(Enum):
    """Whether something is as the profile wants it."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    """Some of the values that it may have are not, or are not known."""
    UNKNOWN = "unknown"
    UNENFORCED = "unenforced"
    """The profile asks for it, and Django has no setting that would enforce it."""
    NONE = "none"
    """The profile says nothing about it."""


@dataclass(frozen=True)
class Verdict:
    """An answer, its reason as a phrase, and who asks for it: a document with its section, or an option."""

    answer: Answer
    reason: str = ""
    source: str = ""


NOTHING_TO_JUDGE = Verdict(Answer.NONE)


class CacheReach(Enum):
    """Which processes have what is in the cache of an engine."""

    ALL_PROCESSES = "all processes"
    ONE_PROCESS = "one process"
    """The memory of each."""
    NOTHING = "nothing is kept"
    NOT_TOLD = "not told"


@dataclass(frozen=True)
class Possibility:
    """
    One value that something may have, in words.

    ``value`` is the Python value where it is known, simple and no secret, else UNSET. ``origin`` is None for Django's default and where it
    cannot be told. ``environment`` is the variable that it is read from ("" if its name is not known).
    """

    words: str
    origin: Origin | None = None
    value: object = UNSET
    known: bool = False
    default: bool = False
    environment: str | None = None
    verdict: Verdict = NOTHING_TO_JUDGE


@dataclass(frozen=True)
class Row:
    """One line of the table: a setting, or what follows from some (the cache behind the engine, the middleware)."""

    name: str
    question: str
    possible: tuple[Possibility, ...]
    certainty: Certainty
    verdict: Verdict = NOTHING_TO_JUDGE
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Rows that answer one question."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Lifetime:
    """
    One combination of the values that decide how long a session lives; with settings that depend on something there are several.

    ``age`` is in seconds. What is not known is None. ``engine`` is the short name of one of Django's, or a dotted module. ``condition``
    tells this combination from the others ("" if there is only one). ``cache`` is that of the engine, None for an engine without one.
    """

    age: float | None
    at_browser_close: bool | None
    every_request: bool | None
    engine: str | None
    condition: str = ""
    cache: CacheReach | None = None

    @property
    def renewed_by(self) -> str:
        """What moves the end, in one word or two."""
        if self.every_request is None:
            return "write or request"
        return "request" if self.every_request else "write"

    @property
    def cookie_max_age(self) -> float | None:
        """What the browser is told, in seconds; None if it is not told, or not known."""
        return None if self.at_browser_close is not False else self.age

    @property
    def has_server_copy(self) -> bool | None:
        """Whether the server keeps anything; None where the engine is not one of Django's."""
        if self.engine is None or "." in self.engine:
            return None
        return self.engine != "signed_cookies" and not self.keeps_nothing

    @property
    def keeps_nothing(self) -> bool:
        """Whether a session is gone with the request that makes it, as nothing stores it."""
        return self.engine == "cache" and self.cache is CacheReach.NOTHING


@dataclass(frozen=True)
class Ending:
    """One thing that ends a session or does not: ``what`` in a word or two, ``words`` in a sentence; ``seconds`` where it is a time."""

    what: str
    words: str
    seconds: float | None = None
    verdict: Verdict = NOTHING_TO_JUDGE


@dataclass(frozen=True)
class Story:
    """What really ends a session under one combination of values. ``limit`` is the profile's for it, in seconds."""

    lifetime: Lifetime
    summary: str
    endings: tuple[Ending, ...]
    limit: float | None = None


@dataclass(frozen=True)
class ModulePolicy:
    """
    The policy of one settings module, or of one class of django-configurations in it.

    ``path`` is as it is shown. ``django`` is the project's version where it is known. ``complete`` tells whether everything that the chain of
    modules sets could be listed. ``judged`` is False for settings of development and tests, which do not count for ``--check``.
    """

    path: str
    class_name: str | None
    purpose: Purpose
    django: tuple[int, int] | None
    complete: bool
    groups: tuple[Group, ...]
    stories: tuple[Story, ...]
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``config/settings.py`` or ``config/settings.py: Production``."""
        return self.path if self.class_name is None else f"{self.path}: {self.class_name}"

    @property
    def judged(self) -> bool:
        """Whether a "no" here counts."""
        return self.purpose not in {Purpose.DEVELOPMENT, Purpose.TESTS}

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in reading order."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict on it."""
        return tuple(row.verdict for row in self.rows)


@dataclass(frozen=True)
class ExpiryCall:
    """One call of ``set_expiry`` in the project. ``code`` is its argument as written, shortened; ``function`` is "" at a module's top."""

    path: str
    line: int
    function: str
    method: str
    code: str
    possible: tuple[Possibility, ...]
    certainty: Certainty
    verdict: Verdict = NOTHING_TO_JUDGE
    in_tests: bool = False


@dataclass(frozen=True)
class Policy:
    """
    The whole report. ``max_age`` is what ``--session-expiry-max-age`` says, in seconds. ``problems`` are lines ``path:
    reason``; ``unfollowed`` are lines about files that name settings which could not be found.

    ``roots`` are the folders that were looked through for calls, as they are shown.
    """

    profile: Profile
    max_age: int | None
    roots: tuple[str, ...]
    modules: tuple[ModulePolicy, ...]
    calls: tuple[ExpiryCall, ...]
    problems: tuple[str, ...] = field(default=())
    unfollowed: tuple[str, ...] = field(default=())

    @property
    def calls_in_code(self) -> tuple[ExpiryCall, ...]:
        """The calls outside of test modules."""
        return tuple(call for call in self.calls if not call.in_tests)

    @property
    def violated(self) -> bool:
        """Whether a verdict is a certain "no", settings and calls of development and tests aside."""
        verdicts = [verdict for module in self.modules if module.judged for verdict in module.verdicts]
        verdicts += [call.verdict for call in self.calls_in_code]
        return any(verdict.answer is Answer.NO for verdict in verdicts)

"""
The report as data: each value in plain words, with its origin, its certainty and the verdict. The forms of the report
are elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from flake8_session_expiry.reference.profiles import Profile
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.settings.purpose import Purpose
from flake8_session_expiry.values.value import UNSET, Kind


class Answer(Enum):
    """Whether something is as the profile demands."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    """Not with all of the values that it may have, or some are not known."""
    UNKNOWN = "unknown"
    UNENFORCED = "unenforced"
    """The profile demands it, and Django has no setting to enforce it."""
    NONE = "none"
    """The profile demands nothing about it."""


@dataclass(frozen=True)
class Verdict:
    """
    An answer, its reason as a phrase, and what demands it: a document with its section, or an option.

    ``write`` is what to write where it is "no", or where one of several values is: words with code in backticks.
    """

    answer: Answer
    reason: str = ""
    source: str = ""
    write: str = ""


NOTHING_TO_JUDGE = Verdict(Answer.NONE)


class CacheReach(Enum):
    """Which processes share the cache of an engine."""

    ALL_PROCESSES = "all processes"
    ONE_PROCESS = "one process"
    """None: each has its own, in its memory."""
    NOTHING = "nothing is kept"
    NOT_TOLD = "not told"


@dataclass(frozen=True)
class Possibility:
    """
    One value that a setting or an argument may have, in words.

    ``value`` is the Python value where it is known, simple and no secret, else UNSET. ``origin`` is None for Django's
    default and where it is not known. ``environment`` is the variable that it is read from ("" if its name is not
    known). Of the argument of ``set_expiry()`` also ``kind``, and ``seconds`` where its length is known.
    """

    words: str
    origin: Origin | None = None
    value: object = UNSET
    known: bool = False
    default: bool = False
    environment: str | None = None
    verdict: Verdict = NOTHING_TO_JUDGE
    kind: Kind | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Row:
    """
    One line of the table: a setting, or something that depends on several (the cache of the engine, the middleware).
    """

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
    One combination of the values that decide how long a session lives; there are several where a setting depends on
    something.

    ``age`` is in seconds. What is not known is None. ``engine`` is the short name of one of Django's, or a dotted
    module. ``condition`` distinguishes this combination from the others ("" if there is only one). ``cache`` is that of
    the engine, None for an engine without one.
    """

    age: float | None
    at_browser_close: bool | None
    every_request: bool | None
    engine: str | None
    condition: str = ""
    cache: CacheReach | None = None

    @property
    def renewed_by(self) -> str:
        """What moves the end of a session, in one or two words."""
        if self.every_request is None:
            return "write or request"
        return "request" if self.every_request else "write"

    @property
    def cookie_max_age(self) -> float | None:
        """The ``Max-Age`` of the cookie, in seconds; None if it has none, or it is not known."""
        return None if self.at_browser_close is not False else self.age

    @property
    def has_server_copy(self) -> bool | None:
        """Whether the server stores anything; None where the engine is not one of Django's."""
        if self.engine is None or "." in self.engine:
            return None
        return self.engine != "signed_cookies" and not self.keeps_nothing

    @property
    def keeps_nothing(self) -> bool:
        """Whether nothing stores a session, so that it ends with the request that makes it."""
        return self.engine == "cache" and self.cache is CacheReach.NOTHING


@dataclass(frozen=True)
class Ending:
    """
    One thing that ends a session or does not: ``what`` in one or two words, ``words`` in a sentence; ``seconds`` if it
    is a time.
    """

    what: str
    words: str
    seconds: float | None = None
    verdict: Verdict = NOTHING_TO_JUDGE


@dataclass(frozen=True)
class Story:
    """What really ends a session for one combination of values. ``limit`` is the limit of the profile, in seconds."""

    lifetime: Lifetime
    summary: str
    endings: tuple[Ending, ...]
    limit: float | None = None


@dataclass(frozen=True)
class ModulePolicy:
    """
    The policy of one settings module, or of one class of django-configurations in it.

    ``path`` is the path that is shown. ``django`` is the project's version, if known. ``complete`` is whether all names
    that the chain of modules sets are known. ``judged`` is False for settings of development and tests, which do not
    count for ``--check``.
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
        """Whether a "no" counts for ``--check``."""
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
    """
    One call of ``set_expiry`` in the project. ``code`` is its argument as written, shortened; ``function`` is "" at a
    module's top.
    """

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
class GetLink:
    """A place in a template that asks for a way out by GET; ``words`` say what comes of that."""

    path: str
    line: int
    words: str


@dataclass(frozen=True)
class WayOut:
    """
    One URL that logs out. ``view`` is what it leads to; ``path`` and ``line`` are where the route stands. ``methods``
    are those of HTTP by which it logs out, None where that is not known; ``words`` say so in a phrase.
    """

    address: str
    name: str
    view: str
    path: str
    line: int
    methods: tuple[str, ...] | None
    words: str
    links: tuple[GetLink, ...] = ()


@dataclass(frozen=True)
class WaysOut:
    """The ways out of one project. ``unread`` are lines about URLs that cannot be read, and may hold more."""

    root: str
    urlconf: str
    routes: tuple[WayOut, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """
    The whole report. ``max_age`` is that of ``--session-expiry-max-age``, in seconds. ``problems`` are lines ``path:
    reason``; ``unfollowed`` are lines about files that name settings which could not be found.

    ``roots`` are the folders that were searched for calls, as they are shown.
    """

    profile: Profile
    max_age: int | None
    roots: tuple[str, ...]
    modules: tuple[ModulePolicy, ...]
    calls: tuple[ExpiryCall, ...]
    ways_out: tuple[WaysOut, ...] = ()
    problems: tuple[str, ...] = field(default=())
    unfollowed: tuple[str, ...] = field(default=())

    @property
    def calls_in_code(self) -> tuple[ExpiryCall, ...]:
        """The calls outside of test modules."""
        return tuple(call for call in self.calls if not call.in_tests)

    @property
    def violated(self) -> bool:
        """Whether a verdict is a certain "no", without those on settings and calls of development and tests."""
        verdicts = [verdict for module in self.modules if module.judged for verdict in module.verdicts]
        verdicts += [call.verdict for call in self.calls_in_code]
        return any(verdict.answer is Answer.NO for verdict in verdicts)

"""The numbers of all results together, and which projects are the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flake8_session_expiry.audit.json_lines import shown_folder
from flake8_session_expiry.audit.lifetimes import is_of_development, judged, lifetime_class, longest_lifetime
from flake8_session_expiry.audit.store import StoredResult
from flake8_session_expiry.policy.report import Answer

_MOST_LINES: Final = 5
_UNSURE = frozenset([Answer.DEPENDS, Answer.UNKNOWN])


@dataclass(frozen=True)
class ProjectTotals:
    """
    One project in short. ``violations`` are the settings (and calls of ``set_expiry``) that are certainly not as the
    profile demands, each as ``name: reason``; ``unsure`` are those that may not be. ``answers`` are the verdicts by
    setting, the worst where there are several modules. ``lifetime`` is in seconds, None where it is not known;
    ``is_of_development``: by settings of development, as there are no others, and these are not judged.
    ``problems`` is the number of lines about what could not be read, ``unread`` the first of these and of the notes.
    """

    name: str
    django: str | None
    lifetime: float | None
    lifetime_class: str
    is_of_development: bool
    violations: tuple[str, ...]
    unsure: tuple[str, ...]
    answers: Mapping[str, Answer]
    codes: Mapping[str, int]
    problems: int
    unread: tuple[str, ...]

    @property
    def findings(self) -> int:
        """How many there are."""
        return sum(self.codes.values())

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """The worst one has the lowest."""
        return (-len(self.violations), -self.findings, -len(self.unsure), -self.problems, self.name)


@dataclass
class Totals:
    """
    All projects. ``codes`` counts findings by rule, ``projects_by_code`` the projects with any. ``answers`` counts the
    verdicts on each setting, in the order of the report.
    """

    projects: list[ProjectTotals] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    projects_by_code: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[Answer]] = field(default_factory=dict)
    lifetimes: Counter[str] = field(default_factory=Counter)
    djangos: Counter[str] = field(default_factory=Counter)

    @property
    def worst_first(self) -> list[ProjectTotals]:
        """All projects."""
        return sorted(self.projects, key=lambda each: each.rank)

    def number(self, what: str) -> int:
        """How many projects have ``findings``, ``violations``, ``problems`` or are ``unsure``."""
        return sum(bool(getattr(project, what)) for project in self.projects)


def totals_of(results: Iterable[StoredResult]) -> Totals:
    """Of each document only what is shown is kept."""
    made = Totals()
    for result in results:
        project = project_totals(result)
        made.projects.append(project)
        made.codes.update(project.codes)
        made.projects_by_code.update(project.codes.keys())
        made.lifetimes[project.lifetime_class] += 1
        made.djangos[project.django or "not known"] += 1
        for name, answer in project.answers.items():
            made.answers.setdefault(name, Counter())[answer] += 1
    return made


def project_totals(result: StoredResult) -> ProjectTotals:
    """One project."""
    document = result.document
    rows = list(_verdicts(document))
    return ProjectTotals(
        name=shown_folder(result.folder),
        django=document["django"],
        lifetime=longest_lifetime(document),
        lifetime_class=lifetime_class(document),
        is_of_development=is_of_development(document),
        violations=tuple(dict.fromkeys(f"{name}: {reason}" for name, answer, reason in rows if answer is Answer.NO)),
        unsure=tuple(dict.fromkeys(f"{name}: {reason}" for name, answer, reason in rows if answer in _UNSURE)),
        answers=_worst(rows),
        codes=document["codes"],
        problems=len(document["problems"]) + document["left_out"].get("problems", 0),
        unread=tuple([*document["problems"], *document["notes"]][:_MOST_LINES]),
    )


CALLS = "set_expiry()"
"""The name for calls of it among those of settings."""
BADNESS = {Answer.NONE: 0, Answer.YES: 1, Answer.UNENFORCED: 2, Answer.UNKNOWN: 3, Answer.DEPENDS: 4, Answer.NO: 5}


def _verdicts(document: Mapping[str, Any]) -> Iterator[tuple[str, Answer, str]]:
    for module in judged(document):
        for row in module["settings"]:
            yield row["name"], Answer(row["verdict"]["answer"]), row["verdict"]["reason"]
    for call in document["calls"]:
        if not call["in_tests"]:
            yield CALLS, Answer(call["verdict"]["answer"]), call["verdict"]["reason"]


def _worst(rows: Iterable[tuple[str, Answer, str]]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for name, answer, _ in rows:
        if answer is not Answer.NONE and BADNESS[answer] > BADNESS[found.get(name, Answer.NONE)]:
            found[name] = answer
    return found

"""What has become better or worse since an earlier run: verdicts, lifetimes, findings, and what could be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flake8_session_expiry.audit.json_lines import shown_folder
from flake8_session_expiry.audit.store import StoredResult
from flake8_session_expiry.audit.totals import BADNESS, ProjectTotals, project_totals
from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import Answer


@dataclass(frozen=True)
class ProjectChange:
    """One project: each line of ``worse`` and ``better`` is one thing."""

    name: str
    worse: tuple[str, ...]
    better: tuple[str, ...]


@dataclass
class Since:
    """All changes since a run, sorted by project; ``added`` and ``gone`` are projects that only one of them has."""

    run: int
    begun: str
    changes: list[ProjectChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def worse(self) -> list[ProjectChange]:
        return [each for each in self.changes if each.worse]

    @property
    def better(self) -> list[ProjectChange]:
        return [each for each in self.changes if each.better]


def since(run: int, begun: str, pairs: Iterable[tuple[StoredResult | None, StoredResult | None]]) -> Since:
    """By the results of both runs, for each project that differs."""
    found = Since(run, begun)
    for old, new in pairs:
        if old is None or new is None:
            if new is not None:
                found.added.append(shown_folder(new.folder))
            elif old is not None:
                found.gone.append(shown_folder(old.folder))
            continue
        worse, better = tuple(_worse(old, new)), tuple(_worse(new, old))
        if worse or better:
            found.changes.append(ProjectChange(shown_folder(new.folder), worse, better))
    return found


def _worse(good: StoredResult, bad: StoredResult) -> Iterator[str]:
    """What is worse in the second one, as a phrase that fits to either direction."""
    before, after = project_totals(good), project_totals(bad)
    for name in dict.fromkeys([*before.answers, *after.answers]):
        old, new = before.answers.get(name, Answer.NONE), after.answers.get(name, Answer.NONE)
        if BADNESS[new] > BADNESS[old] and BADNESS[new] > BADNESS[Answer.YES]:
            yield _reason(name, after)
    if before.lifetime is not None and after.lifetime is not None and after.lifetime > before.lifetime:
        yield f"sessions live {length(after.lifetime)}, not {length(before.lifetime)}"
    yield from _findings(good, bad)
    if after.problems > before.problems:
        yield f"{after.problems - before.problems} more that could not be read"


def _reason(name: str, totals: ProjectTotals) -> str:
    start = f"{name}: "
    found = next((each for each in (*totals.violations, *totals.unsure) if each.startswith(start)), name)
    return f"{found} ({totals.answers[name].value})"


def _findings(good: StoredResult, bad: StoredResult) -> Iterator[str]:
    had = Counter(found["fingerprint"] for found in good.document["findings"])
    for found in bad.document["findings"]:
        if had[found["fingerprint"]]:
            had[found["fingerprint"]] -= 1
        else:
            yield f"{found['code']} {found['path']}:{found['line']} {found['name']}"

"""What makes two runs the same: the options that results depend on, and the folders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.projects_found import FoundProject
from flake8_session_expiry.audit.requests import Known, ProjectRequest, Reply, ReplyKind, empty_document
from flake8_session_expiry.audit.run import Audit
from flake8_session_expiry.audit.store import AuditRun, store_at
from flake8_session_expiry.audit.workers import Workers


class Stopped(Exception):
    """The user has stopped the run."""


class Canned(Workers):
    """Results that are made without looking at anything; ``known`` is what each request knows before."""

    def __init__(self, *, stops: bool) -> None:
        self.stops = stops
        self.known: list[Known | None] = []
        self._given: list[ProjectRequest] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._given.clear()

    @property
    def room(self) -> int:
        return 1

    def give(self, request: ProjectRequest) -> None:
        self._given.append(request)
        self.known.append(request.known)

    def take(self) -> list[tuple[ProjectRequest, Reply]]:
        if self.stops:
            raise Stopped
        return [(self._given.pop(), Reply(ReplyKind.DONE, empty_document("") | {"problems": []}, Known("f")))]


def run(*argv: str, given: Sequence[str] = (), stops: bool = False) -> tuple[AuditRun | None, bool]:
    """A run over one project in the store ``a.db``: None if it is stopped, and whether there was a result of it."""
    workers = Canned(stops=stops)
    audit = Audit(configured(argv), argv, given, [FoundProject(os.path.abspath("a"), ())])
    made: AuditRun | None = None
    with store_at("a.db") as store, suppress(Stopped):
        made, _ = audit.made(store, workers, quiet=True)
    return made, workers.known != [None]


@pytest.mark.parametrize("option", ["--jobs=1", "--quiet", "--color=never", "--timeout=5", "--json-lines"])
def test_results_do_not_depend_on_how_they_are_made_and_shown(option: str) -> None:
    run()
    assert run(option)[1]


@pytest.mark.parametrize(
    "option", ["--isolated", "--config=team.cfg", "--extend-ignore=DSE2", "--session-expiry-profile=nist-aal2"]
)
def test_results_depend_on_options_that_decide(option: str, folder: Path) -> None:
    (folder / "team.cfg").write_text("[flake8]\n")
    run()
    assert not run(option)[1]
    assert run(option)[1] and run()[1]


def test_a_stopped_run_goes_on_for_the_same_folders_only() -> None:
    def goes_on(*given: str) -> bool:
        made, _ = run(given=given)
        assert made is not None
        return made.is_continued

    for given, same, other in ((["a"], ["./a"], ["b"]), ([], ["."], ["a"]), (["a", "b"], ["b", "a"], ["a"])):
        run(given=given, stops=True)
        assert not goes_on(*other)
        assert goes_on(*same)
        assert not goes_on(*same)  # it is finished

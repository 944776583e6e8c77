"""The work of the fixer with each file, in whichever process: it is repaired, then written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.files.work import FileWork, Job
from flake8_session_expiry.fix.arguments import configured
from flake8_session_expiry.fix.one_file import Mode, Outcome, Repaired, commit, mode, repair
from flake8_session_expiry.fix.printing import files_changed

_DIED = "perhaps not repaired: the process that checked it died; try it alone, with --jobs=1"


class Repairing(FileWork[Repaired, Outcome]):
    """``written`` is the number of files that were changed on the disk; an interrupt gets a note with it."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(configuration)
        self.written = 0

    @classmethod
    def configured(cls, argv: Sequence[str]) -> Self:
        return cls(configured(argv))

    def begin(self, job: Job) -> Repaired:
        return repair(self.configuration, job)

    def finish(self, stage: Repaired) -> Outcome:
        return commit(self.configuration, stage)

    def lost(self, name: str) -> Outcome:
        return Outcome(name, problems=[f"{name}: {_DIED}"])

    def received(self, result: Outcome) -> None:
        self.written += result.written

    def note(self) -> str | None:
        return files_changed(self.written) if mode(self.configuration) is Mode.APPLY else None

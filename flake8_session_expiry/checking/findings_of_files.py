"""The work of ``check`` with each file, in whichever process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from flake8_session_expiry.checking.check_arguments import configured
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.work import FileWork, Job
from flake8_session_expiry.output.file_report import FileReport
from flake8_session_expiry.output.formats import SHOW_FIXES

_DIED = "not checked: the process that checked it died; try it alone, with --jobs=1"


class Checking(FileWork[FileReport, FileReport]):
    """Nothing is written, so that there is nothing to finish."""

    @classmethod
    def configured(cls, argv: Sequence[str]) -> Self:
        return cls(configured(argv))

    def begin(self, job: Job) -> FileReport:
        shown = linted_files.display_name(self.configuration, job.name)
        fixes = self.configuration.namespace.output_format in SHOW_FIXES
        return report_on(shown, job.data, self.configuration, fixes=fixes)

    def finish(self, stage: FileReport) -> FileReport:
        return stage

    def lost(self, name: str) -> FileReport:
        return FileReport(name, problems=(_DIED,))


def report_on(shown: str, data: bytes, configuration: Configuration, *, fixes: bool) -> FileReport:
    """The report of one file by its name and bytes. Never raises: an error is a line in its ``problems``."""
    from flake8_session_expiry.api import check_text
    from flake8_session_expiry.engine.decoding import SourceError, decode

    try:
        text, _ = decode(data)
        found = check_text(text, shown, configuration, fixes=fixes)
    except SourceError as error:
        return FileReport(shown, problems=(" ".join(str(error).split()),))
    except Exception as error:
        return FileReport(shown, problems=(f"was not checked {failure(error, fixer_command(shown))}",))
    return FileReport(shown, text if found else "", tuple(found))

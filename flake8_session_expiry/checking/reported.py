"""Which findings of a run are reported: in an old code base not all of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import printable, warn
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.output.file_report import FileReport

if TYPE_CHECKING:
    from flake8_session_expiry.api import Diagnostic
    from flake8_session_expiry.checking.baseline import Baseline
    from flake8_session_expiry.checking.changed_lines import ChangedLines


class Reported:
    """Leaves out of the reports of files what the options say. ``close`` is called when all files are checked."""

    def __init__(self, configuration: Configuration) -> None:
        """Raises ConfigurationError."""
        self.configuration = configuration
        self._path: str | None = configuration.namespace.baseline
        self._writes: bool = configuration.namespace.write_baseline
        self._baseline = self._read() if self._path is not None else None
        self._changed = self._changes()
        self._silenced: list[str] = []

    def _read(self) -> Baseline:
        from os.path import lexists

        from flake8_session_expiry.checking.baseline import Baseline, read_baseline

        assert self._path is not None
        return Baseline({}) if self._writes and not lexists(self._path) else read_baseline(self._path)

    def _changes(self) -> ChangedLines | None:
        ref: str | None = self.configuration.namespace.diff_against
        if ref is None:
            return None
        from flake8_session_expiry.checking.changed_lines import changed_since

        return changed_since(ref)

    def begin(self, names: Sequence[str]) -> None:
        """These are the files that are checked. Raises ConfigurationError."""
        if self.configuration.namespace.add_noqa is not None and linted_files.STDIN in names:
            raise ConfigurationError("--add-noqa: standard input cannot be changed; name files")
        if self._changed is not None and linted_files.STDIN in names:
            raise ConfigurationError("--diff-against: standard input has no lines that git knows; name files")
        if self._baseline is not None:
            for name in names:
                self._baseline.checks(linted_files.display_name(self.configuration, name))

    def of(self, file: FileReport) -> FileReport:
        """The report of one file, without what is not reported."""
        self._silenced += [file.name] * len(file.left_out)
        if self._baseline is not None:
            file = self._baseline.without_known(file)
            if self._writes:
                file = replace(file, diagnostics=(), left_out=(*file.left_out, *file.diagnostics))
        return self._of_changed_lines(file)

    def _of_changed_lines(self, file: FileReport) -> FileReport:
        lines = self._changed.of(file.name) if self._changed is not None and file.diagnostics else None
        if lines is None or (lines and "\r" in file.text.replace("\r\n", "\n")):  # a line of Python's, not of git's
            return file
        new: list[Diagnostic] = []
        old: list[Diagnostic] = []
        for found in file.diagnostics:
            (old if lines.isdisjoint(range(found.line, found.end_line + 1)) else new).append(found)
        return replace(file, diagnostics=tuple(new), left_out=(*file.left_out, *old))

    def close(self, *, quiet: bool) -> None:
        """
        Write the baseline, or warn of what is stale in it; say what was silenced by comments. Raises
        ConfigurationError.
        """
        if self.configuration.namespace.add_noqa is not None and not quiet:
            files = len(set(self._silenced))
            print(f"{_counted(len(self._silenced), 'finding')} silenced in {_counted(files, 'file')}", file=sys.stderr)
        if self._baseline is None or self._path is None:
            return
        from flake8_session_expiry.checking.baseline import ELSEWHERE, rewrite

        if self._writes:
            done = rewrite(self._path, self._baseline, self.configuration.reports)
            if not quiet:
                print(printable(done), file=sys.stderr)
            return
        compared = self._baseline.compared(self.configuration.reports)
        if compared.is_elsewhere:
            warn(f"{self._path}: {ELSEWHERE}")
            return
        for entry in compared.stale:
            warn(f"{self._path}: stale, not found any more: {entry.code} in {entry.path}")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"

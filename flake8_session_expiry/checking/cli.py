"""The command line of ``check``: triage, the run, the exit code. Loads LibCST and rules where a file needs them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from flake8_session_expiry.checking.check_arguments import COMMAND, configured
from flake8_session_expiry.checking.reported import Reported
from flake8_session_expiry.codes import names
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import is_coloured, print_error, printable, warn, with_progress
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.candidates import candidates, undecodable
from flake8_session_expiry.files.work import FileWork, Job
from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.formats import formatted


def main(arguments: Sequence[str] | None = None, program: str = COMMAND.program) -> int:
    """Check files; returns the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configuration = configured(argv, program)
        for warning in configuration.warnings():
            warn(warning)
        return _Run(configuration, argv).exit_code()
    except ConfigurationError as error:
        print(f"{program}: error: {printable(str(error))}", file=sys.stderr)
        return 2


class _Run:
    """One run: what it prints is made of the reports of files as they come."""

    def __init__(self, configuration: Configuration, argv: Sequence[str]) -> None:
        self.configuration = configuration
        self.namespace = configuration.namespace
        self.argv = argv
        self.file: str | None = configuration.given.output_file
        color = self.namespace.color
        self.coloured_errors = is_coloured(sys.stderr, color)
        coloured = color == "always" if self.file is not None else is_coloured(sys.stdout, color)
        self.style = Style(coloured, int(self.namespace.quiet))
        self.failed = False
        self.counted: Counter[str] = Counter()
        self.reported = Reported(configuration)

    def exit_code(self) -> int:
        """Check, print, and return the exit code."""
        report = formatted(self.namespace.output_format, self._noted(self._reports()), self.style)
        if self.file is None:
            for part in report:
                sys.stdout.write(part)
        else:
            self._write("".join(report))
        self._print_statistics()
        self.reported.close(quiet=bool(self.style.quiet))
        return 2 if self.failed else int(bool(self.counted) and not self.namespace.exit_zero)

    def _noted(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """The same reports, counted; their errors are printed to standard error, whatever the form of the report."""
        for each in map(self.reported.of, reports):
            self.counted.update(found.code for found in each.diagnostics)
            for problem in each.problems:
                self.failed = True
                print_error(f"{each.name}: {problem}", coloured=self.coloured_errors)
            yield each

    def _reports(self) -> Iterator[FileReport]:
        unreadable: list[OSError] = []
        paths = linted_files.given(self.configuration)
        wanted = linted_files.names(self.configuration, paths, unreadable.append)
        for error in unreadable:
            yield FileReport(str(error.filename), problems=(f"cannot be read: {error.strerror}",))
        self.reported.begin(wanted)
        if linted_files.STDIN in paths:
            yield from self._of_standard_input(is_excluded=not wanted)
            return
        problems: list[FileReport] = []
        options = self.configuration.options
        jobs = list(
            candidates(wanted, paths, options, lambda name, why: problems.append(FileReport(name, problems=(why,))))
        )
        yield from problems
        if jobs:
            yield from self._of_files(jobs)

    def _of_files(self, jobs: Sequence[Job]) -> Iterator[FileReport]:
        from flake8_session_expiry.checking.findings_of_files import Checking
        from flake8_session_expiry.files.process_pool import Results

        work: FileWork[Any, FileReport] = Checking(self.configuration)
        if self.namespace.add_noqa is not None:
            from flake8_session_expiry.checking.noqa_comments import AddingNoqa

            work = AddingNoqa(self.configuration)
        with Results(work, self.argv, jobs) as results:
            is_quiet = bool(self.namespace.quiet)
            with closing(with_progress(results, "Checking", number=len(jobs), quiet=is_quiet)) as shown:
                yield from shown

    def _of_standard_input(self, *, is_excluded: bool) -> Iterator[FileReport]:
        data = linted_files.read(linted_files.STDIN)
        if is_excluded:
            return
        if can_matter(data):
            from flake8_session_expiry.checking.findings_of_files import Checking

            yield Checking(self.configuration).begin(Job(linted_files.STDIN, data))
        elif problem := undecodable(data):
            name = linted_files.display_name(self.configuration, linted_files.STDIN)
            yield FileReport(name, problems=(problem,))

    def _write(self, report: str) -> None:
        from flake8_session_expiry.files.write import WriteError, write_whole

        assert self.file is not None
        try:
            write_whole(self.file, report.encode("utf-8", "backslashreplace"))
        except WriteError as error:
            raise ConfigurationError(f"--output-file: {self.file}: {error}") from error

    def _print_statistics(self) -> None:
        """To standard output only behind a report that is for people."""
        if not self.namespace.statistics:
            return
        is_for_people = self.file is not None or self.namespace.output_format in {"text", "grouped", "full"}
        out = sys.stdout if is_for_people else sys.stderr
        for code, number in sorted(self.counted.items(), key=lambda item: (-item[1], item[0])):
            print(f"{number:<7} {code} {names()[code]}", file=out)

"""The command line of ``audit``: the run, the report, the exit code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from flake8_session_expiry.audit.audit_arguments import COMMAND, configured
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import is_coloured, print_error, printable, warn
from flake8_session_expiry.files.linted_files import paths_listed

if TYPE_CHECKING:
    from flake8_session_expiry.audit.projects_found import FoundProject
    from flake8_session_expiry.audit.requests import ReplyKind
    from flake8_session_expiry.audit.since import Since
    from flake8_session_expiry.audit.store import AuditRun, AuditStore
    from flake8_session_expiry.audit.totals import Totals
    from flake8_session_expiry.audit.workers import Workers


def main(arguments: Sequence[str] | None = None, program: str = COMMAND.program) -> int:
    """Audit projects; returns the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configuration = configured(argv, program)
        for warning in configuration.sources.warnings:
            warn(warning)
        return _Command(configuration, argv).exit_code()
    except ConfigurationError as error:
        print(f"{program}: error: {printable(str(error))}", file=sys.stderr)
        return 2


class _Command:
    def __init__(self, configuration: Configuration, argv: Sequence[str]) -> None:
        self.configuration = configuration
        self.namespace = configuration.namespace
        self.argv = argv
        self.failed = False
        self._coloured_errors = is_coloured(sys.stderr, self.namespace.color)

    def exit_code(self) -> int:
        """Make the audit and print it."""
        from flake8_session_expiry.audit.run import Audit
        from flake8_session_expiry.audit.store import store_at

        given = [*self.namespace.filenames, *paths_listed(self.namespace.files_from, "--from")]
        dask = self._dask() if self.namespace.dask is not None else None
        with store_at(self.namespace.store) as store:
            projects = self._projects(given)
            if not projects:
                raise ConfigurationError("there is no project in what was given")
            audit = Audit(self.configuration, self.argv, given, projects)
            workers = dask if dask is not None else self._here(len(projects))
            run, counted = audit.made(store, workers, quiet=bool(self.namespace.quiet))
            return self._report(store, run, counted)

    def _projects(self, given: Sequence[str]) -> Sequence[FoundProject]:
        from flake8_session_expiry.audit.projects_found import projects_in

        if not given and self.namespace.files_from is not None:  # an empty list means no folders, not the current one
            return []
        return projects_in(given, self.configuration, self._say)

    def _say(self, name: str, why: str) -> None:
        self.failed = True
        print_error(f"{name}: {why}", coloured=self._coloured_errors)

    def _dask(self) -> AbstractContextManager[Workers]:
        from flake8_session_expiry.audit.dask_client import Dask

        return Dask(self.namespace.dask, self.namespace.timeout)

    def _here(self, projects: int) -> AbstractContextManager[Workers]:
        from flake8_session_expiry.audit.workers import here

        return here(self.configuration, projects)

    def _report(self, store: AuditStore, run: AuditRun, counted: Counter[ReplyKind]) -> int:
        from flake8_session_expiry.audit.totals import totals_of

        changes = self._changes(store, run)
        totals = totals_of(store.results(run))
        if self.namespace.html is not None:
            self._write_page(totals, changes)
        if self.namespace.json_lines:
            from flake8_session_expiry.audit.json_lines import json_lines

            for line in json_lines(store.results(run)):
                sys.stdout.write(line)
        elif not self.namespace.quiet:
            from flake8_session_expiry.audit.totals_table import show_totals

            show_totals(totals, counted, changes, self.namespace.color)
            if self.namespace.store is not None:
                print(printable(f"This is run {run.id} in {self.namespace.store}."))
        return 2 if self.failed else int(self._fails(totals, changes))

    def _changes(self, store: AuditStore, run: AuditRun) -> Since | None:
        from flake8_session_expiry.audit.since import since
        from flake8_session_expiry.audit.store import LAST

        name = self.namespace.since
        if name is None or (name == LAST and not store.has_earlier(run)):  # the first night of a job
            return None
        before = store.earlier(name, run)
        return since(before.id, before.begun, store.pairs(before, run))

    def _write_page(self, totals: Totals, changes: Since | None) -> None:
        from flake8_session_expiry.audit.audit_page import audit_page
        from flake8_session_expiry.files.write import WriteError, write_whole

        path = self.namespace.html
        try:
            write_whole(path, audit_page(totals, changes, self.configuration.options).encode("utf-8"))
        except WriteError as error:
            raise ConfigurationError(f"--html: {path}: {error}") from error
        if not self.namespace.quiet and not self.namespace.json_lines:
            print(printable(f"Wrote {os.fspath(path)}."))

    def _fails(self, totals: Totals, changes: Since | None) -> bool:
        found = {
            "findings": bool(totals.codes),
            "violations": bool(totals.number("violations")),
            "errors": bool(totals.number("problems")),
            "worse": changes is not None and bool(changes.worse),
        }
        return any(found[what] for what in self.namespace.fail_on)

"""The command line: triage, the run, the exit code. Imports neither LibCST nor a rule before a file needs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing

from flake8_session_expiry.console import printable, warn
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix import linted_files
from flake8_session_expiry.fix.arguments import PROGRAM, configured, warnings
from flake8_session_expiry.fix.candidates import candidates, undecodable
from flake8_session_expiry.fix.flake8_config import Configuration
from flake8_session_expiry.fix.flake8_options import ConfigurationError
from flake8_session_expiry.fix.one_file import Job, Mode, commit, mode, repair
from flake8_session_expiry.fix.printing import Printer, files_changed
from flake8_session_expiry.options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the fixer; returns its exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configuration = configured(argv)
        if configuration.namespace.list:
            return _print_rules()
        for warning in warnings(configuration):
            warn(warning)
        return _run(configuration, argv)
    except ConfigurationError as error:
        print(f"{PROGRAM}: error: {printable(str(error))}", file=sys.stderr)
        return 2


def _print_rules() -> int:
    from flake8_session_expiry.rules.pages import FIX_WORDS
    from flake8_session_expiry.rules.registry import rules

    for rule in rules():
        opt_in = "" if rule.enabled_by_default else "opt-in"
        print(f"{rule.code}  {rule.name():<28} {FIX_WORDS[rule.fixes]:<16} {opt_in}".rstrip())
    return 0


def _run(configuration: Configuration, argv: Sequence[str]) -> int:
    namespace = configuration.namespace
    unreadable: list[OSError] = []
    paths = linted_files.given(configuration)
    wanted = linted_files.names(configuration, paths, unreadable.append)
    from_stdin = linted_files.STDIN in paths
    report = Printer(
        mode(configuration),
        quiet=bool(namespace.quiet),
        color=namespace.color,
        is_filter=from_stdin and mode(configuration) is Mode.APPLY,
        never=tuple(namespace.unfixable or ()),
    )
    for error in unreadable:
        report.error(f"{error.filename}: cannot be read: {error.strerror}")
    if from_stdin:
        _run_stdin(configuration, report, is_excluded=not wanted)
    else:
        _repair_all(configuration, argv, _jobs(wanted, paths, configuration.options, report), report)
    report.summary()
    return report.exit_code(exit_zero=namespace.exit_zero)


def _jobs(wanted: Sequence[str], paths: Sequence[str], options: Options, report: Printer) -> list[Job]:
    try:
        return list(candidates(wanted, paths, options, report.error))
    except KeyboardInterrupt as stop:
        if report.mode is Mode.APPLY:
            stop.add_note(files_changed(0))
        raise


def _repair_all(configuration: Configuration, argv: Sequence[str], jobs: Sequence[Job], report: Printer) -> None:
    if not jobs:
        return
    from flake8_session_expiry.fix.process_pool import Repairs

    with (
        Repairs(configuration, argv, jobs) as outcomes,
        closing(report.with_progress(outcomes, number=len(jobs))) as shown,
    ):
        for outcome in shown:
            report.add(outcome)


def _run_stdin(configuration: Configuration, report: Printer, *, is_excluded: bool) -> None:
    """
    Repair standard input. Printed is the result, or the text itself if there is nothing to repair or there is an error.
    """
    data = linted_files.read(linted_files.STDIN)
    new = data
    if not is_excluded and can_matter(data):
        repaired = repair(configuration, Job(linted_files.STDIN, data))
        report.add(commit(configuration, repaired))
        new = data if repaired.new is None else repaired.new
    elif not is_excluded and (problem := undecodable(data)):
        report.error(f"{linted_files.display_name(configuration, linted_files.STDIN)}: {problem}")
    if report.mode is Mode.APPLY:
        sys.stdout.buffer.write(new)
        sys.stdout.buffer.flush()

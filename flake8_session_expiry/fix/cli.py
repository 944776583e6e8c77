"""The command line: triage, the run, the exit code. Imports neither LibCST nor a rule before a file needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from flake8_session_expiry.console import printable, warn
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix import files
from flake8_session_expiry.fix.arguments import PROGRAM, configured, warnings
from flake8_session_expiry.fix.flake8_config import Configuration
from flake8_session_expiry.fix.flake8_options import ConfigurationError
from flake8_session_expiry.fix.printing import Printer
from flake8_session_expiry.fix.work import Mode, mode, repair_file, repair_files


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
    wanted = files.names(configuration, unreadable.append)
    from_stdin = files.STDIN in wanted or files.STDIN in namespace.filenames
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
        passing = list(_passing(wanted, report))
        for outcome in report.with_progress(repair_files(configuration, argv, passing), number=len(passing)):
            report.add(outcome)
    report.summary()
    return report.exit_code(exit_zero=namespace.exit_zero)


def _passing(names: Sequence[str], report: Printer) -> Iterator[tuple[str, bytes]]:
    """The files in which anything could be wrong, with their bytes; each is repaired once."""
    named, seen = {os.path.abspath(name) for name in names}, set[str]()
    for name in names:
        try:
            data = files.read(name)
        except (OSError, ValueError) as error:
            report.error(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}")
            continue
        if can_matter(data):
            real = os.path.realpath(name)
            is_link = real in named and real != os.path.abspath(name)
            if real not in seen and not is_link:  # a file that is named twice, or a link beside its file
                seen.add(real)
                yield name, data
        elif problem := _undecodable(data):
            report.error(f"{name}: {problem}")


def _undecodable(data: bytes) -> str | None:
    """Why bytes are no source text: what flake8 would report as E902, also in a file that has nothing to do with sessions."""
    try:
        data.decode()
    except UnicodeDecodeError:
        from flake8_session_expiry.engine.decoding import SourceError, decode

        try:
            decode(data)
        except SourceError as error:
            return " ".join(str(error).split())
    return None


def _run_stdin(configuration: Configuration, report: Printer, *, is_excluded: bool) -> None:
    """Standard input; the result, or what was read if there is nothing to repair or something is wrong, goes to standard output."""
    data = files.read(files.STDIN)
    new = data
    if not is_excluded and can_matter(data):
        outcome = repair_file(configuration, files.STDIN, data)
        report.add(outcome)
        new = outcome.new or data
    elif not is_excluded and (problem := _undecodable(data)):
        report.error(f"{files.display_name(configuration, files.STDIN)}: {problem}")
    if report.mode is Mode.APPLY:
        sys.stdout.buffer.write(new)
        sys.stdout.buffer.flush()

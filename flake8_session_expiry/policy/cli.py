"""The command line of the policy report: arguments, the run, the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import Command, ConfigurationError
from flake8_session_expiry.console import printable, warn
from flake8_session_expiry.engine.failures import show_tracebacks
from flake8_session_expiry.files.write import WriteError, write_whole

PROGRAM = "flake8-session-expiry-policy"
_DESCRIPTION = """\
How long do our sessions live, and why? Reads a Django project's settings, with
everything that they import, and says what to change, which value every setting
about sessions has, where it is set, whether a policy profile allows it, and
what really ends a session. Nothing of the project is imported or run.
"""
_EPILOG = """\
examples:
  flake8-session-expiry policy
  flake8-session-expiry policy --session-expiry-profile=nist-aal2 config/settings/production.py
  flake8-session-expiry policy --html sessions.html
  flake8-session-expiry policy --check --session-expiry-profile=pci-dss

exit codes: 0 the report was made, whatever it says; 1 with --check: a value is
certainly not as the profile wants it (settings of development and tests do not
count); 2 an error, even if the rest was done.
"""
_NO_RULES = "no rule runs here, so no code is selected"
COMMAND = Command(
    PROGRAM,
    takes=frozenset(
        {
            *("help", "version", "color", "filenames"),
            *("config", "append_config", "isolated", "toml_config"),
            *("exclude", "extend_exclude", "filename"),
        }
    ),
    usage="%(prog)s [options] [settings ...]",
    refuses=frozenset({"session_expiry_enable", "session_expiry_engine", "session_expiry_use_tz"}),
    help={
        "filenames": "Settings modules, as paths or dotted names; without any they are found from manage.py, wsgi.py"
        " and the like."
    },
    instead={
        **dict.fromkeys(("select", "extend_select", "ignore", "extend_ignore", "per_file_ignores"), _NO_RULES),
        **dict.fromkeys(("disable_noqa", "session_expiry_enable"), _NO_RULES),
        **dict.fromkeys(("session_expiry_engine", "session_expiry_use_tz"), "the report reads it from the settings"),
        **dict.fromkeys(("count", "statistics", "show_source"), "--json has all that is known"),
        "format": "--json and --html FILE give the report in another form",
        "output_file": "redirect standard output, or write the page with --html FILE",
        "quiet": "redirect standard output; errors are printed to standard error",
        "exit_zero": "without --check the exit code says only whether the report could be made",
        "jobs": "one process is enough",
        "stdin_display_name": "settings are read from files; name them",
    },
)


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """Make the report; returns the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configuration = load(argv, _add_arguments, replace(COMMAND, program=program))
        show_tracebacks(configuration.namespace.traceback)
        for warning in configuration.sources.warnings:
            warn(warning)
        return _run(configuration)
    except ConfigurationError as error:
        print(f"{program}: error: {printable(str(error))}", file=sys.stderr)
        return 2


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    for action in parser._actions:
        if action.dest == "filenames":
            action.metavar = "settings"
    group = parser.add_argument_group("the report")
    group.add_argument("--html", metavar="FILE", help="Write one self-contained page to FILE instead.")
    group.add_argument("--json", action="store_true", help="Print it as JSON instead.")
    group.add_argument(
        "--check", action="store_true", help="Exit with 1 if something is certainly not as the profile wants it."
    )
    group.add_argument(
        "--traceback", action="store_true", help="Show where flake8-session-expiry itself fails, to report it."
    )


def _run(configuration: Configuration) -> int:
    from flake8_session_expiry.policy.project import report

    namespace = configuration.namespace
    policy = report(configuration)
    for problem in policy.problems:
        print(f"error: {printable(problem)}", file=sys.stderr)
    if namespace.filenames and not policy.modules and not namespace.json:
        return 2  # an empty report would look as if everything were right
    if namespace.html is not None:
        from flake8_session_expiry.policy.page import page

        try:
            write_whole(namespace.html, page(policy).encode())
        except WriteError as error:
            raise ConfigurationError(f"--html: {namespace.html}: {error}") from error
    if namespace.json:
        from flake8_session_expiry.policy.json_report import as_json

        sys.stdout.write(as_json(policy))
    elif namespace.html is None:
        from flake8_session_expiry.policy.terminal import show

        show(policy, namespace.color)
    else:
        print(f"Wrote {printable(namespace.html)}.")
    return 2 if policy.problems else int(bool(namespace.check) and policy.violated)

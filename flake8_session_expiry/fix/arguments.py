"""The arguments of the fixer: its own and those of flake8, and the configuration that results from them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import Command
from flake8_session_expiry.engine.failures import show_tracebacks
from flake8_session_expiry.files.linted_files import add_file_arguments
from flake8_session_expiry.fix.selection import refuse_bad_codes

PROGRAM = "flake8-session-expiry-fix"
COMMAND = Command(
    PROGRAM,
    takes=frozenset(
        {
            *("help", "version", "color", "quiet", "exit_zero", "jobs", "filenames", "stdin_display_name"),
            *("config", "append_config", "isolated", "toml_config"),
            *("exclude", "extend_exclude", "filename", "per_file_ignores", "disable_noqa"),
            *("select", "extend_select", "ignore", "extend_ignore"),
        }
    ),
    help={
        "filenames": "Files and folders; '-' reads standard input and writes the result to standard output.",
        "quiet": "Print errors, warnings and the diff only.",
        "exit_zero": "Exit with 0 instead of 1; errors still give 2.",
        "jobs": "How many processes at most: a number, or auto (the default).",
        "stdin_display_name": "The name of the file that '-' reads.",
    },
    elsewhere={
        option: f"flake8-session-expiry check {option}"
        for option in ("--add-noqa", "--baseline", "--write-baseline", "--diff-against", "--output-format")
    },
)
_DESCRIPTION = "Repairs misuse of Django's session API. Reads flake8's configuration and obeys # noqa."
_EPILOG = """\
examples:
  flake8-session-expiry fix                     make the safe fixes below the current folder
  flake8-session-expiry fix --diff shop/        show them, write nothing
  flake8-session-expiry fix --check             exit with 1 if there is something to fix
  flake8-session-expiry fix --unsafe-fixes --fixable=DSE2
  flake8-session-expiry fix --stdin-filename=shop/views.py - < shop/views.py

exit codes: 1 something was changed, or with --check or --diff would be;
0 nothing, also where only --unsafe-fixes would change something; 2 an error,
even if the rest was done. A filter ('-' without --check and --diff) that
worked gives 0. 130, 143, 129: stopped by Ctrl-C, SIGTERM, SIGHUP.

A symbolic link is followed to a file that lies in what was given, or if the
link itself was named; a file with several names (hard links) is left alone,
as writing it would separate them.
"""


def configured(argv: Sequence[str], program: str = PROGRAM) -> Configuration:
    """The configuration by configuration files and command line. Raises ConfigurationError."""
    configuration = load(argv, _add_arguments, replace(COMMAND, program=program))
    refuse_bad_codes(configuration.namespace)
    show_tracebacks(configuration.namespace.traceback)
    return configuration


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    group = parser.add_argument_group("fixing")
    group.add_argument("--diff", action="store_true", help="Show what would be changed, write nothing.")
    group.add_argument(
        "--check", action="store_true", help="Say what would be fixed, write nothing; with --diff the diff says it."
    )
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="Make fixes, too, that are only probably what was meant."
    )
    group.add_argument("--fixable", type=_codes, metavar="CODES", help="Fix these codes or prefixes only.")
    group.add_argument("--unfixable", type=_codes, metavar="CODES", help="Never fix these codes or prefixes.")
    group.add_argument("--list", action="store_true", help="List the rules and what of them can be fixed.")
    add_file_arguments(group)


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]

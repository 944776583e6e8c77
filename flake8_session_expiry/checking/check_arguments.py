"""The arguments of ``check``: its own and those of flake8, and the configuration that results from them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import Command, ConfigurationError
from flake8_session_expiry.engine.failures import show_tracebacks
from flake8_session_expiry.files.linted_files import add_file_arguments
from flake8_session_expiry.output.formats import FORMATS

COMMAND = Command(
    "flake8-session-expiry check",
    takes=frozenset(
        {
            *("help", "version", "color", "quiet", "exit_zero", "jobs", "filenames", "stdin_display_name"),
            *("config", "append_config", "isolated", "toml_config"),
            *("exclude", "extend_exclude", "filename", "per_file_ignores", "disable_noqa"),
            *("select", "extend_select", "ignore", "extend_ignore", "statistics", "output_file"),
        }
    ),
    help={
        "filenames": "Files and folders (the current one, if there are none); '-' reads standard input.",
        "quiet": "Print only the names of files with findings; given twice, nothing.",
        "exit_zero": "Exit with 0 instead of 1; errors still give 2.",
        "jobs": "How many processes at most: a number, or auto (the default).",
        "stdin_display_name": "The name of the file that '-' reads.",
        "statistics": "Print how often each rule reported something.",
        "output_file": "Write the report to this file instead of standard output.",
    },
    instead={
        "format": "--output-format has other forms",
        "show_source": "--output-format=full shows the lines",
        "count": "--statistics counts",
    },
    elsewhere={
        "--fix": "flake8-session-expiry fix",
        "--diff": "flake8-session-expiry fix --diff",
        "--unsafe-fixes": "flake8-session-expiry fix --unsafe-fixes",
        "--fixable": "flake8-session-expiry fix --fixable",
        "--list": "flake8-session-expiry rules",
    },
)
_DESCRIPTION = (
    "Reports misuse of Django's session API without a run of flake8.\nReads flake8's configuration and obeys # noqa."
)
_NO_REASON: Final = re.compile(r"#|noqa|coding", re.IGNORECASE)  # such a comment would say something else
_EPILOG = """\
examples:
  flake8-session-expiry check                        all Python files below the current folder
  flake8-session-expiry check --output-format=full shop/
  flake8-session-expiry check --output-format=sarif --output-file=sessions.sarif
  flake8-session-expiry check --select=DSE5 --session-expiry-profile=nist-aal2
  flake8-session-expiry check --baseline=sessions.json --write-baseline
  flake8-session-expiry check --diff-against=main
  flake8-session-expiry check --add-noqa="before 2.0" shop/
  flake8-session-expiry check --stdin-filename=shop/views.py - < shop/views.py

exit codes: 0 no findings; 1 findings; 2 an error, even if the rest was checked.
130, 143, 129: stopped by Ctrl-C, SIGTERM, SIGHUP.
"""


def configured(argv: Sequence[str], program: str = COMMAND.program) -> Configuration:
    """The configuration by configuration files and command line. Raises ConfigurationError."""
    configuration = load(_with_value(argv), _add_arguments, replace(COMMAND, program=program))
    show_tracebacks(configuration.namespace.traceback)
    _refuse_combinations(configuration)
    return configuration


def _refuse_combinations(configuration: Configuration) -> None:
    namespace = configuration.namespace
    if namespace.write_baseline and namespace.baseline is None:
        raise ConfigurationError("--write-baseline needs --baseline=FILE, the file to write")
    if namespace.write_baseline and namespace.diff_against is not None:
        raise ConfigurationError("--write-baseline: cannot be combined with --diff-against, which leaves findings out")
    if namespace.add_noqa is None:
        return
    for option in ("baseline", "diff_against", "disable_noqa"):
        if getattr(namespace, option):
            raise ConfigurationError(f"--add-noqa: cannot be combined with --{option.replace('_', '-')}")
    if not namespace.add_noqa.isprintable() or _NO_REASON.search(namespace.add_noqa):
        raise ConfigurationError("--add-noqa: a reason is one line without '#', 'noqa' and 'coding'")


def _with_value(argv: Sequence[str]) -> list[str]:
    """``--add-noqa`` has its reason behind ``=`` or none; argparse would take the next word, a path."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [*("--add-noqa=" if each == "--add-noqa" else each for each in argv[:end]), *argv[end:]]


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    group = parser.add_argument_group("checking")
    group.add_argument(
        "--output-format",
        choices=FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}. The default is text: the lines of flake8.",
    )
    add_file_arguments(group)
    old = parser.add_argument_group("old code bases")
    old.add_argument(
        "--add-noqa",
        metavar="[=REASON]",
        type=str.strip,
        help="Write a '# noqa' with its code for each finding, instead of reporting it.",
    )
    old.add_argument(
        "--diff-against",
        metavar="REF",
        help="Report only findings in lines that have changed since this commit, as git says; new files whole.",
    )
    old.add_argument("--baseline", metavar="FILE", help="Report only findings that are not in this file.")
    old.add_argument(
        "--write-baseline",
        action="store_true",
        help="Write all findings to the file of --baseline, instead of reporting them.",
    )

"""The arguments of ``audit``: its own and those of flake8, and the configuration that results from them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import Command, ConfigurationError
from flake8_session_expiry.engine.failures import show_tracebacks
from flake8_session_expiry.near_names import did_you_mean

FAILURES: Final = ("findings", "violations", "errors", "worse")
_OF_ONE_PROJECT: Final = "each project has its own; set it in the configuration of that project"
_SUMMARY: Final = "the summary counts; --json-lines has all of it"
COMMAND = Command(
    "flake8-session-expiry audit",
    takes=frozenset(
        {
            *("help", "version", "color", "quiet", "jobs", "filenames"),
            *("config", "append_config", "isolated", "toml_config"),
            *("exclude", "extend_exclude", "filename", "per_file_ignores", "disable_noqa"),
            *("select", "extend_select", "ignore", "extend_ignore"),
        }
    ),
    usage="%(prog)s [options] [folder ...]",
    refuses=frozenset({"session_expiry_settings", "session_expiry_engine", "session_expiry_use_tz"}),
    help={
        "filenames": "Folders with projects (the current one, if there are none): every manage.py below is one.",
        "quiet": "Print no summary and no progress.",
        "jobs": "How many projects at once on this machine: a number, or auto (the default).",
        "isolated": "Ignore the configuration files of the projects.",
        "config": "This file instead of the configuration files of the projects.",
    },
    instead={
        "format": "--json-lines and --html FILE give the report in another form",
        "output_file": "redirect standard output, or write the page with --html FILE",
        **dict.fromkeys(("count", "statistics", "show_source"), _SUMMARY),
        "exit_zero": "without --fail-on the exit code says only whether the audit could be made",
        "stdin_display_name": "projects are folders",
        **dict.fromkeys(("session_expiry_settings", "session_expiry_engine", "session_expiry_use_tz"), _OF_ONE_PROJECT),
    },
    elsewhere={
        "--check": "--fail-on=violations",
        "--json": "--json-lines",
        "--files-from": "--from",
        "--output-format": "--json-lines, or --html FILE",
        "--baseline": "--store FILE with --since RUN",
        "--fix": "flake8-session-expiry fix, in one project",
    },
)
_DESCRIPTION = """\
How long do the sessions of all our projects live, and what ends them? For each
project below some folders: its Django, its settings of production with the
verdicts of a policy profile, and its findings. Nothing of a project is
imported or run.
"""
_EPILOG = """\
examples:
  flake8-session-expiry audit /srv/repositories
  flake8-session-expiry audit --session-expiry-profile=nist-aal2 --html sessions.html /srv/repositories
  flake8-session-expiry audit --store audit.db --since last --fail-on=worse /srv/repositories
  find /srv -name .git -prune -printf '%h\\n' | flake8-session-expiry audit --from -
  flake8-session-expiry audit --dask tcp://scheduler:8786 --json-lines /shared/repositories

exit codes: 0 the audit was made, whatever it says; 1 something that --fail-on
names; 2 an error: the audit was not made, or not to its end.
130, 143, 129: stopped by Ctrl-C, SIGTERM, SIGHUP; with --store the same
command goes on where it was.
"""
_PATHS: Final = ("--config", "--append-config", "--toml-config")


def configured(argv: Sequence[str], program: str = COMMAND.program) -> Configuration:
    """The configuration by configuration files and command line. Raises ConfigurationError."""
    configuration = load(argv, _add_arguments, replace(COMMAND, program=program))
    show_tracebacks(configuration.namespace.traceback)
    if configuration.namespace.since is not None and configuration.namespace.store is None:
        raise ConfigurationError("--since needs --store=FILE, where the earlier runs are")
    if "worse" in configuration.namespace.fail_on and configuration.namespace.since is None:
        raise ConfigurationError("--fail-on=worse needs --since=RUN, to compare with")
    return configuration


def for_every_folder(argv: Sequence[str]) -> tuple[str, ...]:
    """The same arguments for a process in another folder: configuration files are named by their absolute paths."""
    made: list[str] = []
    is_path = False
    for number, word in enumerate(argv):
        if word == "--":
            return (*made, *argv[number:])
        option, separator, value = word.partition("=")
        if is_path:
            made.append(os.path.abspath(word))
        elif option in _PATHS and separator:
            made.append(f"{option}={os.path.abspath(value)}")
        else:
            made.append(word)
        is_path = not is_path and word in _PATHS
    return tuple(made)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    for action in parser._actions:
        if action.dest == "filenames":
            action.metavar = "folder"
    group = parser.add_argument_group("projects")
    group.add_argument(
        "--from",
        dest="files_from",
        metavar="FILE",
        help="Read folders from FILE ('-': standard input), one a line or NUL separated.",
    )
    group.add_argument(
        "--store",
        metavar="FILE",
        help="Keep the results in this SQLite file: what is unchanged is not done again, and a stopped audit goes on.",
    )
    group.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="Make the results on the workers of this Dask scheduler (tcp://host:8786), which see the same folders.",
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=600.0,
        help="Give up a project after so long (the default is 600).",
    )
    shown = parser.add_argument_group("the report")
    shown.add_argument("--json-lines", action="store_true", help="Print one line of JSON for each project instead.")
    shown.add_argument("--html", metavar="FILE", help="Write one self-contained page to FILE, too.")
    shown.add_argument(
        "--since",
        metavar="RUN",
        help="Say what has become better or worse since a run in the store: its number, or 'last'.",
    )
    shown.add_argument(
        "--fail-on",
        metavar="WHAT",
        type=_failures,
        default=(),
        help=f"Exit with 1 if there are {', '.join(FAILURES)}; several are separated by commas.",
    )
    shown.add_argument(
        "--traceback", action="store_true", help="Show where flake8-session-expiry itself fails, to report it."
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 1e6:
        raise ConfigurationError(f"--timeout: {text!r} is no number of seconds above 0")
    return seconds


def _failures(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for each in text.split(",") if (name := each.strip().lower())))
    for name in names:
        if name not in FAILURES:
            hint = did_you_mean(name, FAILURES, cutoff=0.6)
            raise ConfigurationError(f"--fail-on: {name!r} is none of {', '.join(FAILURES)}{hint}")
    if not names:
        raise ConfigurationError(f"--fail-on: name one of {', '.join(FAILURES)}")
    return names

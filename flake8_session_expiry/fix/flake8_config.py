"""
The one place that talks to flake8: which files, which codes, which lines, as flake8 itself would decide.

Never through ``parse_args`` or ``api.legacy``: these load ``[flake8:local-plugins]``, which imports and runs the project's code, and fail on
``require-plugins`` in pre-commit's own environment. What is used here has the same signatures in flake8 7.0, 7.2 and 7.5.
"""

from __future__ import annotations

import argparse
import configparser
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from flake8 import __version__ as flake8_version
from flake8.discover_files import expand_paths
from flake8.exceptions import ExecutionError
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options.aggregator import aggregate_options
from flake8.options.config import load_config
from flake8.options.manager import OptionManager
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_session_expiry import __version__
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.options import OptionError, Options, add_options

_CONFIGURATION_FILES = ("setup.cfg", "tox.ini", ".flake8")  # in flake8's order
# flake8's options that mean something to a fixer; the others are taken and left out of --help.
_TELLING = {
    *(
        "help",
        "version",
        "config",
        "append_config",
        "isolated",
        "color",
        "exclude",
        "extend_exclude",
        "filename",
        "ignore",
    ),
    *("extend_ignore", "per_file_ignores", "select", "extend_select", "disable_noqa", "quiet", "exit_zero", "jobs"),
    *("filenames", "stdin_display_name"),
}

_HELP = {
    "filenames": "Files and folders; '-' reads standard input and writes the result to standard output.",
    "quiet": "Print errors (and the diff) only.",
    "exit_zero": "Exit with 0 in the place of 1; errors still give 2.",
    "jobs": "How many processes at most: a number, or auto (the default).",
    "stdin_display_name": "The name of what '-' reads.",
}


class ConfigurationError(Exception):
    """A configuration file or command line that makes no sense; the text is one line."""


@dataclass(frozen=True)
class Configuration:
    """What flake8's configuration files and the command line come to. ``namespace`` holds the fixer's own options as well."""

    namespace: argparse.Namespace
    options: Options

    @cached_property
    def _guides(self) -> Any:
        return StyleGuideManager(self.namespace, formatter=None)

    def files(self, paths: Sequence[str]) -> Iterator[str]:
        """The files below these paths that flake8 would check; exclusions hold for files that are named, too."""
        exclude = (*self.namespace.exclude, *self.namespace.extend_exclude)
        found: Iterator[str] = expand_paths(
            paths=paths,
            stdin_display_name=self.namespace.stdin_display_name,
            filename_patterns=self.namespace.filename,
            exclude=exclude,
        )
        return found

    def reports(self, name: str) -> Callable[[str], bool]:
        """Whether flake8 would print a code for a file, ``per-file-ignores`` included."""
        guide = self._guides.style_guide_for(name)
        return lambda code: guide.should_report_error(code) is Decision.Selected

    def skips(self, name: str, text: str) -> bool:
        """Whether the file says ``# flake8: noqa``."""
        return "flake8" in text.lower() and self._processor(name, text).should_ignore_file() is True

    def silenced(self, name: str, text: str) -> Callable[[Finding], bool]:
        """Which findings a ``# noqa`` in this text silences: it counts for the whole logical line that a finding is on."""
        if "noqa" not in text.lower():
            return lambda finding: False
        processor = self._processor(name, text)

        def is_silenced(finding: Finding) -> bool:
            line = processor.noqa_line_for(finding.line) or ""
            violation = Violation(finding.code, name, finding.line, finding.column + 1, finding.text, line)
            return violation.is_inline_ignored(self.namespace.disable_noqa) is True

        return is_silenced

    def _processor(self, name: str, text: str) -> Any:
        return FileProcessor(name, self.namespace, lines=io.StringIO(text, newline=None).readlines())


def load(argv: Sequence[str], add_arguments: Callable[[argparse.ArgumentParser], None], program: str) -> Configuration:
    """
    Read flake8's configuration and a command line of flake8's options, ours, and the fixer's own.

    ``add_arguments`` adds the latter. Raises ConfigurationError; ``--help`` and ``--version`` raise SystemExit.
    """
    first = stage1_arg_parser()
    first.error = _refuse
    early, rest = first.parse_known_args(argv)
    configuration = ""
    try:
        parsed, folder = load_config(config=early.config, extra=early.append_config, isolated=early.isolated)
        configuration = _file_read(early, parsed, folder)
        manager = OptionManager(
            version=f"{program} {__version__}",
            plugin_versions=f"flake8: {flake8_version}",
            parents=[first],
            formatter_names=[],
        )
        register_default_options(manager)
        manager.extend_default_select(["DSE"])
        add_options(manager)
        _make_ours(manager.parser, program)
        add_arguments(manager.parser)
        namespace = aggregate_options(manager, parsed, folder, rest)
        found = Configuration(namespace, Options.from_namespace(namespace))
        _ = found._guides  # per-file-ignores are parsed here
        return found
    except (ConfigurationError, OptionError) as error:
        raise ConfigurationError(str(error)) from error
    except (ValueError, OSError, configparser.Error, ExecutionError, argparse.ArgumentTypeError) as error:
        raise ConfigurationError(f"{configuration}{' '.join(str(error).split())}") from error


def _refuse(message: str) -> NoReturn:
    raise ConfigurationError(" ".join(message.split()))


def _file_read(early: argparse.Namespace, parsed: configparser.RawConfigParser, folder: str) -> str:
    """``path: `` of the configuration file that flake8 found, to begin messages with; nothing if it found none."""
    if early.config is not None:
        return f"{early.config}: "
    for name in _CONFIGURATION_FILES if "flake8" in parsed else ():
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                if "[flake8" in file.read():
                    return f"{os.path.relpath(path)}: "
    return ""


def _make_ours(parser: argparse.ArgumentParser, program: str) -> None:
    """The same options with our own name and help, and errors as exceptions."""
    parser.prog = program
    parser.usage = "%(prog)s [options] [path ...]"
    parser.error = _refuse  # type: ignore[method-assign]
    for action in parser._actions:
        if action.dest not in _TELLING and not action.dest.startswith("session_expiry"):
            action.help = argparse.SUPPRESS
        action.help = _HELP.get(action.dest, action.help)

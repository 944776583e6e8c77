"""
The one module that calls flake8: which files, which codes, which lines are checked, as flake8 itself decides.

Not by flake8's ``parse_args`` or ``api.legacy``: these load ``[flake8:local-plugins]``, which imports and runs code of
the project, and fail on ``require-plugins`` in the environment of pre-commit. The functions used here have the same
signatures in flake8 7.0, 7.2 and 7.5.
"""

from __future__ import annotations

import argparse
import configparser
import io
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flake8 import __version__ as flake8_version
from flake8.exceptions import ExecutionError
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options import aggregator
from flake8.options.config import load_config
from flake8.options.manager import OptionManager
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.utils import matches_filename
from flake8.violation import Violation

from flake8_session_expiry import __version__
from flake8_session_expiry.codes import stems
from flake8_session_expiry.configuration import own_section, pyproject
from flake8_session_expiry.configuration.configuration_files import ConfigurationFiles
from flake8_session_expiry.configuration.flake8_options import Command, ConfigurationError
from flake8_session_expiry.configuration.folders import matcher, walk
from flake8_session_expiry.configuration.noqa_places import NoqaPlace, noqa_places
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.options import OptionError, Options, add_options, below_excluded

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Configuration:
    """
    The options by flake8's configuration files and the command line. ``namespace`` has the command's own options, too.

    ``given`` are the options of the command line alone.
    """

    namespace: argparse.Namespace
    options: Options
    sources: ConfigurationFiles
    given: argparse.Namespace

    @cached_property
    def _guides(self) -> Any:
        return StyleGuideManager(self.namespace, formatter=None)

    def files(self, paths: Sequence[str], unreadable: Callable[[OSError], None] = lambda error: None) -> Iterator[str]:
        """
        The files at and below these paths (below the current folder, if there are none) that flake8 would check.

        Other than in flake8, an excluded path stays excluded when it is named, and environments in folders are skipped
        (``folders``). ``unreadable`` is called for a folder that cannot be listed, with the reason; flake8 skips it
        silently.
        """
        excluded = [*self.namespace.exclude, *self.namespace.extend_exclude]
        named = [*excluded, *below_excluded(excluded, self.sources.folder)]
        is_wanted = matcher(self.namespace.filename or ["*"])
        for path in paths or ["."]:
            if self._is_excluded(path, named):
                continue
            if path == "-" or not os.path.isdir(path):
                yield path
                continue
            yield from walk(path, matcher(excluded), is_wanted, unreadable)

    def _is_excluded(self, path: str, patterns: Sequence[str]) -> bool:
        if path == "-":
            path = self.namespace.stdin_display_name
            if path == "stdin":
                return False
        return matches_filename(path, patterns, "%(path)s is %(whether)sexcluded", _LOG) is True

    def reports(self, name: str) -> Callable[[str], bool]:
        """Whether flake8 would print a code for a file, ``per-file-ignores`` included."""
        guide = self._guides.style_guide_for(name)
        return lambda code: guide.should_report_error(code) is Decision.Selected

    def warnings(self) -> Iterator[str]:
        """What a user should know of the configuration, one line each."""
        yield from self.sources.warnings
        if (reason := self.why_nothing_is_reported()) is not None:
            yield reason

    def why_nothing_is_reported(self) -> str | None:
        """Which option (``select``, ``ignore``) switches all our rules off, and where it is set; None if none does."""
        decision = self._guides.decider.decision_for
        codes = stems()
        if any(decision(code) is Decision.Selected for code in codes):
            return None
        chosen = (*(self.namespace.select or ()), *(self.namespace.extend_select or ()))
        if self.namespace.select is not None and not any(code.startswith(chosen) for code in codes):
            where = self._set_by("select")
            return f"no DSE rule is selected: {where} leaves them out; add DSE to it, or set extend-select = DSE"
        return f"every DSE rule is ignored: {self._set_by('ignore', 'extend-ignore')} names them"

    def _set_by(self, *options: str) -> str:
        """``select in setup.cfg``, ``--select``: the first of these options that is set, and where."""
        for option in options:
            if getattr(self.given, option.replace("-", "_")) is not None:
                return f"--{option}"
            if (path := next(self.sources.that_set(option), None)) is not None:
                return f"{option} in {path}"
        return options[0]

    def skips(self, name: str, text: str) -> bool:
        """Whether a comment ``# flake8: noqa`` excludes the file."""
        return "flake8" in text.lower() and self._processor(name, text).should_ignore_file() is True

    def silenced(self, name: str, text: str) -> Callable[[Finding], bool]:
        """
        Which findings a ``# noqa`` in this text silences: those on its logical line, which may span several lines.
        """
        if "noqa" not in text.lower():
            return lambda finding: False
        processor = self._processor(name, text)

        def is_silenced(finding: Finding) -> bool:
            line = processor.noqa_line_for(finding.line) or ""
            violation = Violation(finding.code, name, finding.line, finding.column + 1, finding.text, line)
            return violation.is_inline_ignored(self.namespace.disable_noqa) is True

        return is_silenced

    def noqa_places(self, name: str, text: str) -> Callable[[int], NoqaPlace | None]:
        """Where a comment would silence a finding in a line (``noqa_places``)."""
        return noqa_places(self._processor(name, text.removeprefix("\ufeff")))

    def _processor(self, name: str, text: str) -> Any:
        return FileProcessor(name, self.namespace, lines=io.StringIO(text, newline=None).readlines())


def load(
    argv: Sequence[str], add_arguments: Callable[[argparse.ArgumentParser], None], command: Command
) -> Configuration:
    """
    Read a command line, then the configuration.

    A command line may have some of flake8's options (``command`` says which), those of our plugin, and the command's
    own, which ``add_arguments`` adds. Raises ConfigurationError; ``--help`` and ``--version`` raise SystemExit.
    """
    first = stage1_arg_parser()
    command.adapt(first)
    early, rest = first.parse_known_args(argv)
    manager = OptionManager(
        version=f"{command.program} {__version__}",
        plugin_versions=f"flake8: {flake8_version}",
        parents=[first],
        formatter_names=[],
    )
    register_default_options(manager)
    manager.extend_default_select(["DSE"])
    add_options(manager)
    files = ConfigurationFiles()
    try:
        with pyproject.as_in_flake8(manager, rest):
            command.adapt(manager.parser)
            add_arguments(manager.parser)
            given = manager.parse_args(rest)  # an error in the command line is reported before files are read
            parsed, folder = load_config(config=early.config, extra=early.append_config, isolated=early.isolated)
            given = argparse.Namespace(**(vars(given) | vars(early)))
            files = ConfigurationFiles.of(given, parsed, folder).with_warnings_about(manager.config_options_dict)
            pyproject.refuse_what_flake8_fails_on(given, manager)
            if early.config is None and not early.isolated:
                files = files.with_own(own_section.read(manager))
            with files.own.below_flake8s(manager):
                namespace = aggregator.aggregate_options(manager, parsed, folder, rest)
        found = Configuration(namespace, Options.from_namespace(namespace), files, given)
        _ = found._guides  # per-file-ignores are parsed here
        return found
    except ConfigurationError:
        raise
    except OptionError as error:
        raise ConfigurationError(files.with_place(str(error), argv)) from error
    except (ValueError, OSError, configparser.Error, ExecutionError, argparse.ArgumentTypeError) as error:
        raise ConfigurationError(f"{files.begins_messages}{' '.join(str(error).split())}") from error

"""
The plugin of flake8: takes its options, gives (line, column, text, type). Imports LibCST only for a file in which a
rule could report anything.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from flake8_session_expiry import __version__
from flake8_session_expiry.codes import with_name
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.options import OptionError, Options, add_options, below_excluded
from flake8_session_expiry.project.paths_of_tests import is_test_module

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager


class SessionExpiryPlugin:
    """flake8 makes an instance for each file. The options are set once in each of its processes."""

    name = "flake8-session-expiry"
    version = __version__
    options: ClassVar[Options] = Options()

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self.tree = tree
        self.filename = filename
        self.lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Called by flake8 before it parses the command line."""
        add_options(manager)

    @classmethod
    def parse_options(cls, manager: OptionManager, options: argparse.Namespace, _filenames: list[str]) -> None:
        """Called by flake8 in each of its processes. A wrong value ends flake8 with exit code 2 and one line."""
        try:
            cls.options = Options.from_namespace(options)
        except OptionError as error:
            manager.parser.error(str(error))
        if options.session_expiry_force_exclude:  # flake8 chooses its files later
            excluded = [*options.exclude, *options.extend_exclude]
            options.extend_exclude = [*options.extend_exclude, *below_excluded(excluded, os.getcwd())]

    def run(self) -> Iterator[tuple[int, int, str, type[SessionExpiryPlugin]]]:
        """The findings of this file."""
        if not can_matter("".join(self.lines), is_test=is_test_module(self.filename, self.options.test_paths)):
            return
        from flake8_session_expiry.check import check_source, failed_finding
        from flake8_session_expiry.engine.source import SourceFile

        try:
            found = check_source(SourceFile.from_lines(self.filename, self.lines, self.tree), self.options)
        except Exception as error:  # else flake8 would end with the first file on which a plugin raises
            found = [failed_finding(self.filename, error)]
        for finding in found:
            yield finding.line, finding.column, with_name(finding.code, finding.message), type(self)

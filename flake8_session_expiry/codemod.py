"""
The same fixes as a codemod of LibCST:
``python -m libcst.tool codemod -x --no-format flake8_session_expiry.codemod.FixSessionExpiry [--unsafe-fixes] PATH``.

``-x`` means that the command is given by its import path; ``--no-format`` switches off black, which LibCST runs by
default. With a ``.libcst.codemod.yaml`` with ``modules: ['flake8_session_expiry']`` and ``formatter: []``,
``codemod codemod.FixSessionExpiry PATH`` is enough.
"""

from __future__ import annotations

import argparse

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES
from flake8_session_expiry.options import Options


class FixSessionExpiry(CodemodCommand):
    """
    Repairs every finding that has a safe fix. Does not read flake8's configuration and ``# noqa``: use
    ``python -m flake8_session_expiry.fix`` for that.
    """

    DESCRIPTION = "Repair misuse of Django's session API (flake8-session-expiry)."

    def __init__(self, context: CodemodContext, unsafe_fixes: bool = False) -> None:
        super().__init__(context)
        self.selection = ALL_FIXES if unsafe_fixes else SAFE_FIXES

    @staticmethod
    def add_args(parser: argparse.ArgumentParser) -> None:
        """The arguments after the path of the command."""
        parser.add_argument(
            "--unsafe-fixes", action="store_true", help="Make fixes, too, that are only probably what was meant."
        )

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """
        The repaired module; problems become LibCST's warnings. Raises SkipFile where no rule could report anything, or
        we fail.
        """
        if not can_matter(tree.code):
            raise SkipFile("nothing in it concerns sessions")
        name = self.context.filename or "stdin"
        try:
            result = fix_source(name, tree.code, Options(), self.selection)
        except SourceError as error:
            raise SkipFile(str(error)) from error
        except Exception as error:
            failed = f"this file was not repaired {failure(error, fixer_command(name))}"
            self.warn(printable(f"{name}: {failed}"))  # LibCST prints warnings, but not why a file was skipped
            raise SkipFile(failed) from error
        for problem in result.problems:
            self.warn(printable(f"{name}: {problem}"))
        return tree if result.text == tree.code else cst.parse_module(result.text, tree.config_for_parsing)

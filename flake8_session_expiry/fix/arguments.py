"""What the fixer can be asked: its own arguments beside those of flake8, and the configuration that they come to."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from flake8_session_expiry.fix import files
from flake8_session_expiry.fix.flake8_config import Configuration, load

PROGRAM = "flake8-session-expiry-fix"
_DESCRIPTION = "Repairs misuse of Django's session API. Reads flake8's configuration and obeys # noqa."
_EPILOG = """exit codes: 0 nothing to do; 1 a file was changed, or a selected finding is left that --unsafe-fixes would repair
(with --check and --diff: 1 if something would be changed); 2 an error, even if the rest was done."""


def configured(argv: Sequence[str]) -> Configuration:
    """Configuration files and command line. Raises ConfigurationError."""
    configuration = load(argv, _add_arguments, PROGRAM)
    files.refuse_bad_codes(configuration.namespace)
    return configuration


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    group = parser.add_argument_group("fixing")
    how = group.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="Show what would be changed, write nothing.")
    how.add_argument("--check", action="store_true", help="Say what would be fixed, write nothing.")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="Make fixes, too, that are only probably what was meant."
    )
    group.add_argument("--fixable", type=_codes, metavar="CODES", help="Fix these codes or prefixes only.")
    group.add_argument("--unfixable", type=_codes, metavar="CODES", help="Never fix these codes or prefixes.")
    group.add_argument("--list", action="store_true", help="List the rules and what of them can be fixed.")
    group.add_argument(
        "--stdin-filename", dest="stdin_display_name", metavar="NAME", help="The name of what '-' reads."
    )
    group.add_argument(
        "--files-from", metavar="FILE", help="Read paths from FILE ('-': standard input), one a line or NUL separated."
    )


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]

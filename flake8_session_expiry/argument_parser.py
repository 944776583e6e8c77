"""Parsers of our own small commands (``explain``, ``rules``), and what is said of a mistyped option or value."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from typing import Final, NoReturn

from flake8_session_expiry import __version__
from flake8_session_expiry.console import printable
from flake8_session_expiry.near_names import did_you_mean, nearest

_UNKNOWN: Final = re.compile(r"unrecognized arguments: (?:.*?\s)?(--[^\s=]+)")
# Python 3.12 and later write the choices without quotes.
_NO_CHOICE: Final = re.compile(r"invalid choice: '(.*)' \(choose from (.*)\)")


class SmallParser(argparse.ArgumentParser):
    """A parser whose errors are one line, as those of the other commands, and whose epilog keeps its lines."""

    def __init__(self, program: str, description: str, epilog: str) -> None:
        super().__init__(
            program,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.add_argument("--version", action="version", version=f"{program} {__version__}")

    def error(self, message: str) -> NoReturn:
        """Print the error with what was probably meant; exit code 2."""
        print(f"{self.prog}: error: {printable(message + probably_meant(message, self))}", file=sys.stderr)
        raise SystemExit(2)


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add flake8's option ``--color``."""
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="Whether to use colours.")


def probably_meant(message: str, parser: argparse.ArgumentParser, elsewhere: Mapping[str, str] | None = None) -> str:
    """
    ``; did you mean --output-format?`` for an error of argparse about an option or value that does not exist.

    ``elsewhere`` are options of another command, each with what to type for it.
    """
    if unknown := _UNKNOWN.match(message):
        if elsewhere is not None and unknown[1] in elsewhere:
            return f"; that is {elsewhere[unknown[1]]}"
        shown = [each for each in parser._actions if each.help != argparse.SUPPRESS]
        names = [name[2:] for each in shown for name in each.option_strings if name.startswith("--")]
        near = nearest(unknown[1][2:], names)  # their dashes would make --jsn look like --jobs
        return f"; did you mean --{near}?" if near is not None else ""
    if no_choice := _NO_CHOICE.search(message):
        return did_you_mean(no_choice[1], re.findall(r"[\w.-]+", no_choice[2]), cutoff=0.6)
    return ""

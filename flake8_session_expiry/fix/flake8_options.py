"""Flake8's options on the command lines of our own commands: which of them mean something there, and what is refused."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn


class ConfigurationError(Exception):
    """A configuration file or command line that makes no sense; the text is one line."""


_NO_STYLE = "style is not checked here; leave it out"
_NO_PLUGINS = "no other plugin runs here; leave it out"
INSTEAD: Mapping[str, str] = {
    "verbose": "flake8 -v shows which configuration and files it takes; the same are taken here",
    "output_file": "redirect standard output",
    "tee": "pipe standard output into tee",
    "enable_extensions": _NO_PLUGINS,
    "require_plugins": _NO_PLUGINS,
    "count": "the last lines count the findings",
    "statistics": "the last lines count the findings by code",
    "format": "flake8 --format gives a report in another form",
    "show_source": "--diff shows the lines",
    "benchmark": "measure it from outside, as with the shell's time",
    "bug_report": "--version prints the versions",
    "hang_closing": _NO_STYLE,
    "max_line_length": _NO_STYLE,
    "max_doc_length": _NO_STYLE,
    "indent_size": _NO_STYLE,
}
"""What to use in the place of an option of flake8 that is refused, by its name in argparse (``dest``)."""


@dataclass(frozen=True)
class Command:
    """
    A command line that takes some of flake8's options.

    ``takes`` are those that mean something there (by ``dest``; ours all do but ``refuses``). Any other option of flake8 is refused on the command
    line, so that nobody waits for what it would do; in a configuration file, which is flake8's as well, it stays allowed. ``help`` replaces
    flake8's own words, ``instead`` adds to ``INSTEAD``.
    """

    program: str
    takes: frozenset[str]
    usage: str = "%(prog)s [options] [path ...]"
    refuses: frozenset[str] = frozenset()
    help: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    def adapt(self, parser: argparse.ArgumentParser) -> None:
        """Make a parser with flake8's options one of this command: its name, its help, errors as ConfigurationError, no abbreviations."""
        parser.prog = self.program
        parser.usage = self.usage
        parser.error = _refuse  # type: ignore[method-assign]
        parser.allow_abbrev = False  # --unsafe must not be --unsafe-fixes
        for action in parser._actions:
            action.help = self.help.get(action.dest, action.help) if self._takes(action.dest) else argparse.SUPPRESS
        for option, action in parser._option_string_actions.items():
            if not self._takes(action.dest):
                # The action itself stays among the parser's: it holds the default, or what a configuration file says.
                parser._option_string_actions[option] = _Refused(self._refusal(option, action.dest), action)

    def _takes(self, dest: str) -> bool:
        if dest.startswith("session_expiry_"):
            return dest not in self.refuses
        return dest in self.takes

    def _refusal(self, option: str, dest: str) -> str:
        instead = {**INSTEAD, **self.instead}.get(dest, "leave it out")
        return f"{option} has no effect here: {instead}"


class _Refused(argparse.Action):
    """Stands for an option that is not taken; with whatever value it comes."""

    def __init__(self, why: str, action: argparse.Action) -> None:
        super().__init__(action.option_strings, argparse.SUPPRESS, nargs="?", help=argparse.SUPPRESS)
        self.why = why

    def __call__(
        self, _parser: object, _namespace: object, _values: str | Sequence[Any] | None, _option: object = None
    ) -> NoReturn:
        raise ConfigurationError(self.why)


def _refuse(message: str) -> NoReturn:
    raise ConfigurationError(" ".join(message.split()))

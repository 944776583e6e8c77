"""Options of flake8 on the command lines of our own commands: which are accepted, and which are refused."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from flake8_session_expiry.argument_parser import probably_meant


class ConfigurationError(Exception):
    """A configuration file or command line is wrong; the text is one line."""


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
    A command line that accepts some of flake8's options.

    ``takes`` are those that have an effect there (by ``dest``; of our plugin's options all but ``refuses`` have one).
    Any other option of flake8 is refused on the command line, as it would have no effect; in a configuration file,
    which is also flake8's, it is allowed. ``help`` replaces flake8's own help texts, ``instead`` adds to ``INSTEAD``.
    ``elsewhere`` are options of our other commands, with what to type for them.
    """

    program: str
    takes: frozenset[str]
    usage: str = "%(prog)s [options] [path ...]"
    refuses: frozenset[str] = frozenset()
    help: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def adapt(self, parser: argparse.ArgumentParser) -> None:
        """
        Change a parser with flake8's options to this command's: its name and help, errors as ConfigurationError, no
        abbreviations; description and epilog are printed as they are written.
        """
        parser.prog = self.program
        parser.formatter_class = argparse.RawDescriptionHelpFormatter  # examples keep their lines
        parser.usage = self.usage
        parser.error = partial(self._refuse, parser)  # type: ignore[method-assign]
        parser.allow_abbrev = False  # --unsafe must not be read as --unsafe-fixes
        for action in parser._actions:
            action.help = self.help.get(action.dest, action.help) if self._takes(action.dest) else argparse.SUPPRESS
        for option, action in parser._option_string_actions.items():
            if not self._takes(action.dest):
                # The parser keeps the action itself, which has the default, or the value of a configuration file.
                parser._option_string_actions[option] = _Refused(self._refusal(option, action.dest), action)

    def _refuse(self, parser: argparse.ArgumentParser, message: str) -> NoReturn:
        meant = probably_meant(message, parser, self.elsewhere)
        raise ConfigurationError(" ".join(message.split()) + meant)

    def _takes(self, dest: str) -> bool:
        if dest.startswith("session_expiry_"):
            return dest not in self.refuses
        return dest in self.takes

    def _refusal(self, option: str, dest: str) -> str:
        instead = {**INSTEAD, **self.instead}.get(dest, "leave it out")
        return f"{option} has no effect here: {instead}"


class _Refused(argparse.Action):
    """An option that is refused, with any value."""

    def __init__(self, why: str, action: argparse.Action) -> None:
        super().__init__(action.option_strings, argparse.SUPPRESS, nargs="?", help=argparse.SUPPRESS)
        self.why = why

    def __call__(
        self, _parser: object, _namespace: object, _values: str | Sequence[Any] | None, _option: object = None
    ) -> NoReturn:
        raise ConfigurationError(self.why)

"""
The one front door: ``flake8-session-expiry COMMAND``, also ``python -m flake8_session_expiry COMMAND``. A command is
imported when it is called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final

from flake8_session_expiry import __version__
from flake8_session_expiry.console import printable, run, start_lightly
from flake8_session_expiry.near_names import did_you_mean

PROGRAM: Final = "flake8-session-expiry"


@dataclass(frozen=True)
class FrontCommand:
    """
    ``module`` has a function ``main(arguments, program)`` that returns the exit code; ``program`` is the name under
    which it was called. ``looks_at_files``: it collects garbage itself (``files/work``).
    """

    module: str
    summary: str
    example: str
    looks_at_files: bool = False


COMMANDS: Final[Mapping[str, FrontCommand]] = MappingProxyType(
    {
        "check": FrontCommand("checking.cli", "report what is wrong", "check shop/", looks_at_files=True),
        "fix": FrontCommand("fix.cli", "repair what can be repaired", "fix --diff shop/", looks_at_files=True),
        "explain": FrontCommand("explain", "print the page of a rule", "explain DSE202"),
        "rules": FrontCommand("rule_table", "list the rules", "rules --fixable"),
        "policy": FrontCommand("policy.cli", "say how long the sessions of a project live, and why", "policy"),
        "audit": FrontCommand("audit.cli", "the same of every project below some folders", "audit /srv/repositories"),
        "lsp": FrontCommand("language_server.cli", "serve an editor: findings, fixes and hover as you type", "lsp"),
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Call a command; returns the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    if argv and argv[0] in COMMANDS and COMMANDS[argv[0]].looks_at_files:
        start_lightly()
    return run(lambda: _called(argv))


def _called(argv: Sequence[str]) -> int:
    name = argv[0] if argv else ""
    if name in COMMANDS:
        command = COMMANDS[name]
        main_of = import_module(f"{__package__}.{command.module}").main
        return int(main_of(argv[1:], f"{PROGRAM} {name}"))
    if name in {"-h", "--help", "help"}:
        print("\n".join(_help()))
        return 0
    if name in {"-V", "--version"}:
        from importlib import metadata

        libraries = ", ".join(f"{library} {metadata.version(library)}" for library in ("flake8", "libcst"))
        print(f"{PROGRAM} {__version__} ({libraries})")
        return 0
    if not name:
        print("\n".join(_help()), file=sys.stderr)
        return 2
    hint = did_you_mean(name, COMMANDS, cutoff=0.6) or f"; {PROGRAM} --help lists them"
    what = f"{PROGRAM} check {name}" if name.startswith("-") or "/" in name or name.endswith(".py") else None
    hint = f"; files are checked by: {what}" if what is not None else hint
    print(f"{PROGRAM}: error: there is no command {printable(repr(name))}{printable(hint)}", file=sys.stderr)
    return 2


def _help() -> Iterator[str]:
    yield f"usage: {PROGRAM} COMMAND [options] [arguments]"
    yield ""
    yield "How long does a Django session live, and what ends it?"
    yield ""
    yield "commands:"
    width = max(map(len, COMMANDS))
    yield from (f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items())
    yield ""
    yield "examples:"
    yield from (f"  {PROGRAM} {command.example}" for command in COMMANDS.values())
    yield ""
    yield f"{PROGRAM} COMMAND --help has the options of a command. --version prints the version."

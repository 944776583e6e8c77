"""
``flake8-session-expiry lsp``: the language server, on standard input and output. An editor starts it; docs/editors.md
says how.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from types import FrameType
from typing import Final

from flake8_session_expiry import interruption
from flake8_session_expiry.argument_parser import SmallParser

_LIBRARY: Final = "pygls"
_OLDEST: Final = 2
_INSTALL: Final = "pip install 'flake8-session-expiry[lsp]'"
_EPILOG: Final = """\
An editor starts it; docs/editors.md has what to write into its configuration, and the options.

examples:
  flake8-session-expiry lsp
  vim.lsp.start_client({ cmd = { "flake8-session-expiry", "lsp" }, root_dir = vim.fn.getcwd() })  -- Neovim

exit codes: 0 the editor ended it; 1 the editor went away without saying so; 2 an error.
"""


def main(arguments: Sequence[str] | None = None, program: str = "flake8-session-expiry lsp") -> int:
    """Serve, until the editor ends it; returns the exit code."""
    description = "A language server: findings while you type, fixes, and what lifetimes mean."
    parser = SmallParser(program, description, _EPILOG)
    parser.add_argument("--stdio", action="store_true", help="Standard input and output; there is no other way.")
    parser.parse_args(arguments)
    if (problem := _what_is_missing()) is not None:
        print(f"{program}: error: {problem}", file=sys.stderr)
        return 2
    if sys.stdin.isatty():
        print(
            f"{program}: an editor starts this command; it waits for messages of one (Ctrl-C ends it)", file=sys.stderr
        )
    return _serve()


def _what_is_missing() -> str | None:
    """What the user has to install, in one line; None where all is there."""
    try:
        version = metadata.version(_LIBRARY)
    except metadata.PackageNotFoundError:
        return f"{_LIBRARY} is not installed, which the language server needs: {_INSTALL}"
    if int(version.partition(".")[0]) < _OLDEST:
        return f"{_LIBRARY} {version} is too old, the language server needs {_LIBRARY} {_OLDEST} or later: {_INSTALL}"
    return None


def _serve() -> int:
    ends: list[Callable[[], None]] = []
    _end_at_signals(ends)
    # The messages go to what was standard output; what anything else prints goes to standard error from now on.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from flake8_session_expiry.language_server.handlers import made

    server = made()
    ends.append(server.end)
    server.start_io(sys.stdin.buffer, output)
    server.end()
    return 0 if server.protocol._shutdown else 1


def _end_at_signals(ends: Sequence[Callable[[], None]]) -> None:
    """
    With the signals of a terminal or an editor the process ends at once, after these calls: a thread waits for what the
    editor sends, and nothing that is written could be left half done.
    """

    def end(number: int, frame: FrameType | None) -> None:
        for each in ends:
            each()
        os._exit(128 + number)

    for number in interruption.SIGNALS:
        signal.signal(number, end)

"""
What is printed where flake8-session-expiry itself fails on a file: one line about that file. The other files are
analysed all the same.
"""

from __future__ import annotations

import shlex
import traceback
from typing import Final

NOT_ENOUGH_MEMORY: Final = "(there is not enough memory for it)"
_are_shown = False


def show_tracebacks(shown: bool) -> None:
    """
    From now on print the traceback of each failure in this process to standard error, or do not: the option
    ``--traceback``.
    """
    global _are_shown
    _are_shown = shown


def failure(error: Exception, command: str) -> str:
    """
    The text behind "this file was not analysed": the exception, that it is our bug, and which command prints its
    traceback.

    A MemoryError is not called a bug.
    """
    if _are_shown:
        traceback.print_exception(error)
    if isinstance(error, MemoryError):
        return NOT_ENOUGH_MEMORY
    reason = " ".join(str(error).split())
    what = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
    return f"({what}); this is a bug of flake8-session-expiry: please report what `{command}` prints"


def fixer_command(name: str) -> str:
    """The command that shows the traceback of a failure on one file, without changing it."""
    return f"flake8-session-expiry-fix --check --traceback {shlex.quote(name) if name.isprintable() else 'FILE'}"

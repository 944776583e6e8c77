"""What is said where flake8-session-expiry itself fails on a file: one line about that file, and the other files are looked at all the same."""

from __future__ import annotations

import shlex
import traceback

_are_shown = False


def show_tracebacks(shown: bool) -> None:
    """Whether the traceback of each failure goes to standard error, from now on, in this process: ``--traceback`` wants it for a report."""
    global _are_shown
    _are_shown = shown


def failure(error: Exception, command: str) -> str:
    """
    What comes behind "this file was not analysed": what was raised, that it is our bug, and which command shows where.

    To run out of memory is nobody's bug.
    """
    if _are_shown:
        traceback.print_exception(error)
    if isinstance(error, MemoryError):
        return "(there is not enough memory for it)"
    reason = " ".join(str(error).split())
    what = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
    return f"({what}); this is a bug of flake8-session-expiry: please report what `{command}` prints"


def fixer_command(name: str) -> str:
    """The command that shows the traceback of a failure on one file, without changing it."""
    return f"flake8-session-expiry-fix --check --traceback {shlex.quote(name) if name.isprintable() else 'FILE'}"

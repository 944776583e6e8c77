"""How a command of ours meets the terminal that it runs in: any file name can be printed, and it ends quietly when nobody listens any more."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import traceback
from collections.abc import Callable

from flake8_session_expiry import interruption

_PATIENCE = 2.0
"""Seconds that an interrupted command tries to print what it has still to say."""


def run(command: Callable[[], int]) -> int:
    """
    The exit code of a command: its own; 130 where the user has had enough (143, 129: the system, or a terminal that was closed).

    2 where whoever read its output has gone, or standard output cannot be written (a full disk): a command looks after its own files itself.
    2 also where the command fails, which is a bug of ours: 1 means that it found something.
    """
    with interruption.listening():
        try:
            return _run(command)
        except KeyboardInterrupt as stop:
            return _interrupted(stop)


def _run(command: Callable[[], int]) -> int:
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name may be anything
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _let_go_of_output()
        return 2
    except OSError as error:
        print(f"error: cannot go on: {error.strerror or error}", file=sys.stderr)
        _let_go_of_output()
        return 2
    except Exception:
        print("error: this is a bug of flake8-session-expiry: please report what follows", file=sys.stderr)
        traceback.print_exc()
        return 2


def warn(text: str) -> None:
    """One line on standard error; the exit code stays what it is."""
    print(f"warning: {printable(text)}", file=sys.stderr)


def printable(text: str) -> str:
    """A text on one line without characters that would steer a terminal or hide something: these are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def _interrupted(stop: KeyboardInterrupt) -> int:
    """One line, and the end, also where nobody takes our output any more: a closed terminal, a pipe that is full."""
    code = int(getattr(stop, "exit_code", 130))

    def say() -> None:
        with contextlib.suppress(OSError, ValueError):
            print(": ".join(["interrupted", *getattr(stop, "__notes__", ())]), file=sys.stderr, flush=True)
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            _let_go_of_output()

    speaker = threading.Thread(target=say, daemon=True)
    speaker.start()
    speaker.join(_PATIENCE)
    if speaker.is_alive():
        os._exit(code)
    return code


def _open_what_is_closed() -> None:
    """Whoever started us may have closed standard streams; Python has None for them then."""
    for name, way in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), way))


def _let_go_of_output() -> None:
    """What is still in the buffer goes nowhere: at its end Python would complain that it cannot be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

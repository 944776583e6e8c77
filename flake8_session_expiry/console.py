"""
The exit codes of our commands, and how they print to a terminal: any file name can be printed, and a command ends
quietly when its output is closed.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import os
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterable
from types import ModuleType
from typing import Final, TextIO, TypeVar

from flake8_session_expiry import interruption

ItemT = TypeVar("ItemT")

_LONG_RUN: Final = 20
_PATIENCE = 2.0
"""How many seconds an interrupted command tries to print its last line."""


def start_lightly() -> None:
    """
    For a command that looks at many files, before it imports flake8.

    It collects garbage after so much code (``files/work``), Python does not. Nor does Python when it ends, where a
    search of all trees takes up to a tenth of the run. flake8 imports ``importlib.metadata`` for its plugins, which are
    not ours to find: that takes as long as to search 300 files, so it is loaded where it is used.
    """
    gc.disable()
    atexit.register(gc.freeze)
    _load_when_used("importlib.metadata")


def _load_when_used(name: str) -> None:
    """
    Put a module in its place that loads the real one when it is asked for something. Not ``importlib.util.LazyLoader``:
    its modules are loaded by the next ``import`` of them.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)

    def from_real_one(attribute: str) -> object:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    vars(stand_in)["__getattr__"] = from_real_one  # PEP 562
    sys.modules[name] = stand_in
    parent, _, last = name.rpartition(".")
    setattr(importlib.import_module(parent), last, stand_in)


def run(command: Callable[[], int]) -> int:
    """
    The exit code of a command: its own; 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP.

    2 where its output was closed or cannot be written (a full disk). 2 also where the command raises, which is a bug of
    ours: 1 means that it found something.
    """
    with interruption.listening():
        try:
            return _run(command)
        except KeyboardInterrupt as stop:
            return _interrupted(stop)


def _run(command: Callable[[], int]) -> int:
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name may have any characters
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


def print_error(text: str, *, coloured: bool) -> None:
    """One line on standard error, with a red word where that is coloured."""
    print("\x1b[31merror:\x1b[0m" if coloured else "error:", printable(text), file=sys.stderr)


def printable(text: str) -> str:
    """A text on one line; control characters for a terminal, and those that hide others, are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def is_coloured(stream: TextIO, color: str) -> bool:
    """
    Whether colours are printed to a stream: by ``--color`` (always, never, auto), then by the environment variables
    NO_COLOR and FORCE_COLOR where they are not empty (https://no-color.org, https://force-color.org), then by whether
    it is a terminal with colours.
    """
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def with_progress(items: Iterable[ItemT], what: str, *, number: int, quiet: bool) -> Generator[ItemT, None, None]:
    """The same items, so many of them, with a progress bar on a terminal if there are many: ``what`` is before it."""
    if quiet or number < _LONG_RUN or not sys.stderr.isatty() or not sys.stdout.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, what, total=number, console=Console(stderr=True), transient=True)


def _interrupted(stop: KeyboardInterrupt) -> int:
    """Print one line and end, also where the output cannot be written any more: a closed terminal, a full pipe."""
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
    """Open standard streams that were closed when we were started, for which Python has None."""
    for name, way in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), way))


def _let_go_of_output() -> None:
    """
    Drop what is still in the buffer of standard output: at its end Python would print an error that it cannot be
    written.
    """
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""
Ctrl-C, and the signals with which a system or a closed terminal ends a program: a command stops without leaving a file
half written. ``console.run`` returns the exit code of a command that was stopped.

The first signal raises ``Interrupted`` in the main thread, wherever that is; only the writing of a file is
finished before. Further signals (Ctrl-C three times) are ignored.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Final

# Windows has no SIGHUP.
SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupted(KeyboardInterrupt):
    """
    A signal was received; ``exit_code`` is the usual one for that signal (130 for Ctrl-C), ``console.run`` returns it.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class _State:
    """The signal that was received. Only the main thread runs handlers of signals, so this needs no lock."""

    def __init__(self) -> None:
        self.received: int | None = None
        self.raised = False
        self.postponed = 0


_state = _State()


def _receive(number: int, frame: FrameType | None) -> None:
    if _state.received is None:
        _state.received = number
    _raise_once()


def _raise_once() -> None:
    if _state.received is not None and not _state.raised and not _state.postponed:
        _state.raised = True
        raise Interrupted(_state.received)


@contextmanager
def listening() -> Iterator[None]:
    """
    Inside of the block, each of the signals raises ``Interrupted``; one that is already ignored stays so (``nohup``, a
    background job of a script).

    After the first one all of them are ignored, also after the block: the command is ending.
    """
    global _state
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    _state = _State()
    ours = [number for number in SIGNALS if before[number] not in {signal.SIG_IGN, None}]
    for number in ours:
        signal.signal(number, _receive)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_IGN if _state.received is not None else before[number])
        _state = _State()


def check() -> None:
    """
    Raise ``Interrupted`` if a signal was received before.

    For loops: the exception of a handler can be lost, for example where Python runs it inside of a finalizer
    (``__del__``).
    """
    if _state.received is not None and not _state.postponed:
        raise Interrupted(_state.received)


class Postponed:
    """
    ``with postponed():`` a signal that is received in the block raises at its end. A class, because a signal could
    interrupt a generator.
    """

    def __enter__(self) -> None:
        _state.postponed += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _state.postponed -= 1
        if threading.current_thread() is threading.main_thread():
            _raise_once()


def postponed() -> Postponed:
    """A block that is finished, whatever signal is received meanwhile."""
    return Postponed()


def ignore() -> None:
    """From now on this process ignores all of the signals: for processes that another one stops."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def withheld() -> Iterator[None]:
    """
    Processes that are started in the block do not receive the signals: a terminal sends Ctrl-C to all processes, and
    they would print tracebacks. On Windows this is not possible; there the processes call ``ignore`` a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

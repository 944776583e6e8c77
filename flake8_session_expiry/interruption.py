"""
Ctrl-C, and the signals with which a system or a closed terminal ends a program: a command stops where nothing is left half done.

A signal raises ``Interrupted`` in the main thread, once, wherever that is; only what must not be cut in two (the writing of a file) is
finished first. Whoever presses Ctrl-C three times does no more than once.
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
    """A signal was received; ``exit_code`` is the one that shells give to a program that a signal ended (130 for Ctrl-C)."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class _State:
    """What has been received. Only the main thread runs handlers of signals, so this needs no lock."""

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
    Inside, each of the signals raises ``Interrupted``; one that is ignored already stays so (``nohup``, a job in the background of a script).

    Once one was received all of them stay ignored afterwards: what is left to do is to end.
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

    For loops: what a handler raises is lost where Python calls us from a finalizer (``__del__``), for example.
    """
    if _state.received is not None and not _state.postponed:
        raise Interrupted(_state.received)


class Postponed:
    """``with postponed():`` a signal that is received inside raises at the end. Not a generator: there, a signal could come in between."""

    def __enter__(self) -> None:
        _state.postponed += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _state.postponed -= 1
        if threading.current_thread() is threading.main_thread():
            _raise_once()


def postponed() -> Postponed:
    """What is inside is done whole, whatever signal is received meanwhile."""
    return Postponed()


def ignore() -> None:
    """From now on none of the signals does anything here: for processes that another one stops."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def withheld() -> Iterator[None]:
    """
    Processes that are started inside never receive any of the signals: a terminal sends Ctrl-C to all of them, and their tracebacks would
    reach it. Windows cannot withhold them; ``ignore`` does it there, a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

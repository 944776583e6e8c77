"""Signals: raised once, where nothing is left half done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from flake8_session_expiry import interruption
from flake8_session_expiry.interruption import Interrupted, check, listening, postponed, withheld


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """As in a program that is started in the foreground; what was there before is there again."""
    before = {number: signal.getsignal(number) for number in interruption.SIGNALS}
    for number in interruption.SIGNALS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def send(number: signal.Signals) -> None:
    """To this process; Python has run its handler when this returns."""
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_each_signal_is_an_interrupt_with_its_exit_code(number: signal.Signals, code: int) -> None:
    with listening(), pytest.raises(Interrupted) as stopped:
        send(number)
    assert stopped.value.exit_code == code
    assert isinstance(stopped.value, KeyboardInterrupt)


def test_handlers_are_as_before_where_nothing_was_received() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with listening():
        assert signal.getsignal(signal.SIGTERM) not in {signal.SIG_DFL, signal.SIG_IGN}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_it_is_raised_once_and_nothing_comes_after() -> None:
    with listening():
        with pytest.raises(Interrupted) as stopped:
            send(signal.SIGTERM)
        send(signal.SIGTERM)
        send(signal.SIGINT)
    check()
    assert stopped.value.exit_code == 143
    for number in interruption.SIGNALS:
        assert signal.getsignal(number) is signal.SIG_IGN


def test_what_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with listening():
        send(signal.SIGHUP)
        check()
        with pytest.raises(Interrupted):
            send(signal.SIGINT)


def test_postponed_until_the_outermost_end() -> None:
    done = []
    with listening(), pytest.raises(Interrupted) as stopped:
        with postponed():
            with postponed():
                send(signal.SIGHUP)
                send(signal.SIGINT)
                done.append(1)
            check()
            done.append(2)
        done.append(3)
    assert done == [1, 2] and stopped.value.exit_code == 129


def test_an_error_in_what_is_postponed_is_not_lost() -> None:
    with listening(), pytest.raises(Interrupted) as stopped, postponed():
        send(signal.SIGINT)
        raise ZeroDivisionError
    assert isinstance(stopped.value.__context__, ZeroDivisionError)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_was_lost_in_a_finalizer_is_raised_by_the_next_check() -> None:
    class Finalized:
        def __del__(self) -> None:
            send(signal.SIGTERM)

    with listening():
        Finalized()
        with pytest.raises(Interrupted) as stopped:
            check()
    assert stopped.value.exit_code == 143


def test_check_alone_does_nothing() -> None:
    with listening():
        check()


def test_only_the_main_thread_can_listen() -> None:
    entered = []

    def other() -> None:
        with listening(), postponed():
            entered.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert entered == [before]


def test_withheld_signals_come_afterwards() -> None:
    done = []
    with listening(), pytest.raises(Interrupted), withheld():
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # another thread of this process would take it
        done.append(signal.pthread_sigmask(signal.SIG_BLOCK, []))
    assert set(interruption.SIGNALS) <= done[0]
    assert not set(interruption.SIGNALS) & signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_system_that_cannot_withhold_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    with withheld():
        pass

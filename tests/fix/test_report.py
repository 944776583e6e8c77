"""Colours and the progress bar: on a terminal only."""

from __future__ import annotations

import io
import sys

import pytest

from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix.report import Report, progress
from flake8_session_expiry.fix.work import Mode, Outcome

FINDING = Finding("DSE202", "a bool", 3, 4)
DIFF = b"--- a.py\n+++ a.py\n@@ -1 +1 @@\n-a\r\n+b\r\n c\n"


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can show colours."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def printed(out: io.StringIO, outcome: Outcome, mode: Mode = Mode.APPLY, color: str = "auto") -> str:
    """What is printed of one outcome."""
    Report(mode, quiet=False, color=color, out=out).add(outcome)
    return out.getvalue()


def test_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = Outcome("a.py", new=b"", applied=[FINDING])
    plain = "a.py:3:5: fixed DSE202 a bool\n"
    coloured = "\x1b[1ma.py:3:5:\x1b[0m fixed \x1b[31mDSE202\x1b[0m a bool\n"
    assert printed(io.StringIO(), outcome) == plain
    assert printed(Terminal(), outcome) == coloured
    assert printed(Terminal(), outcome, color="never") == plain
    assert printed(io.StringIO(), outcome, color="always") == coloured
    monkeypatch.setenv("TERM", "dumb")
    assert printed(Terminal(), outcome) == plain
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(Terminal(), outcome) == plain


def test_coloured_errors(capsys: pytest.CaptureFixture[str]) -> None:
    printed(io.StringIO(), Outcome("a.py", problems=["a.py: is read-only"]), color="always")
    assert capsys.readouterr().err == "\x1b[31merror:\x1b[0m a.py: is read-only\n"


def test_coloured_diff() -> None:
    assert printed(io.StringIO(), Outcome("a.py", diff=DIFF), Mode.DIFF) == DIFF.decode()
    assert printed(Terminal(), Outcome("a.py", diff=DIFF), Mode.DIFF) == (
        "\x1b[1m--- a.py\x1b[0m\n\x1b[1m+++ a.py\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
        "\x1b[31m-a\x1b[0m\r\n\x1b[32m+b\x1b[0m\r\n c\n"
    )


def test_a_bar_on_a_terminal_for_long_runs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [Outcome(f"{number}.py") for number in range(30)]
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for out, number, quiet, bar in (
        (io.StringIO(), 30, False, False),
        (Terminal(), 19, False, False),
        (Terminal(), 30, True, False),
        (Terminal(), 30, False, True),
    ):
        monkeypatch.setattr(sys, "stdout", out)
        assert list(progress(outcomes[:number], outcomes[:number], quiet=quiet)) == outcomes[:number]
        assert ("Repairing" in terminal.getvalue()) is bar

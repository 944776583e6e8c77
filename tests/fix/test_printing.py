"""Colours and the progress bar: on a terminal only."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from dataclasses import replace

import pytest

from flake8_session_expiry.console import with_progress
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix.one_file import Mode, Outcome
from flake8_session_expiry.fix.printing import Printer, files_changed

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
    with redirect_stdout(out):
        Printer(mode, quiet=False, color=color).add(outcome)
    return out.getvalue()


def test_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = Outcome("a.py", changed=True, applied=[FINDING])
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
    items = list(range(30))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for out, number, quiet, bar in (
        (io.StringIO(), 30, False, False),
        (Terminal(), 19, False, False),
        (Terminal(), 30, True, False),
        (Terminal(), 20, False, True),
    ):
        monkeypatch.setattr(sys, "stdout", out)
        assert list(with_progress(items[:number], "Repairing", number=number, quiet=quiet)) == items[:number]
        assert ("Repairing" in terminal.getvalue()) is bar


def test_control_characters_of_names_and_messages_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name or a text in the source may hold what moves the cursor, clears the screen or forges a line."""
    evil = "a\x1b[2J\nb\x9b\u202e.py"
    shown = "a\\x1b[2J\\nb\\x9b\\u202e.py"
    finding = replace(FINDING, message="set_expiry('\x1b]0;t\x07')")
    outcome = Outcome(evil, changed=True, applied=[finding], problems=[f"{evil}: is read-only"])
    Printer(Mode.CHECK, quiet=False, color="never").add(outcome)
    out, err = capsys.readouterr()
    assert out == f"{shown}:3:5: would fix DSE202 set_expiry('\\x1b]0;t\\x07')\n"
    assert err == f"error: {shown}: is read-only\n"


def test_control_characters_in_a_diff_are_escaped_on_a_terminal_only() -> None:
    diff = "--- a.py\n+++ a.py\n@@ -1 +1 @@\n-\ta\x1b[8m\r+b\x9b \u202eé\r\n+\ta\n".encode() + b"+\xe9\n"
    shown = "--- a.py\n+++ a.py\n@@ -1 +1 @@\n-\ta\\x1b[8m\\r+b\\x9b \\u202eé\r\n+\ta\n+\\xe9\n"
    outcome = Outcome("a.py", diff=diff)
    assert printed(Terminal(), outcome, Mode.DIFF, color="never") == shown
    assert printed(io.StringIO(), outcome, Mode.DIFF) == diff.decode("utf-8", "replace")


def test_a_diff_is_written_at_once_and_behind_what_was_printed() -> None:
    """A run that is killed later has shown it, and the text of a stream and the bytes below it keep their order."""
    data = io.BytesIO()
    out = io.TextIOWrapper(io.BufferedWriter(data), encoding="utf-8")
    with redirect_stdout(out):
        print("before")
        Printer(Mode.DIFF, quiet=False, color="never").add(Outcome("a.py", diff=DIFF))
        assert data.getvalue() == b"before\n" + DIFF


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no file was changed"), (1, "1 file was changed"), (2, "2 files were changed")]
)
def test_what_an_interrupted_run_has_changed(number: int, words: str) -> None:
    assert files_changed(number) == words

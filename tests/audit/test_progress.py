"""The line of progress: on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from flake8_session_expiry.audit.progress import progress
from tests.audit.conftest import MakeProject
from tests.terminals import Terminal


def test_none_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(10, quiet=False) as advance:
        advance()
    assert capsys.readouterr() == ("", "")


class ATerminal(io.StringIO):
    """Keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_it_is_shown_beside_the_report_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error: the report can be redirected to a file meanwhile."""
    out, err = ATerminal(), ATerminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with progress(1, quiet=False) as advance:
        advance()
    assert out.getvalue() == ""
    before, found, after = err.getvalue().rpartition("1/1")
    assert "Auditing" in before and found
    assert after.endswith("\x1b[1A\x1b[2K")  # the line is erased


def test_a_line_with_rate_and_time_left(project: MakeProject, folder: Path) -> None:
    for number in range(6):
        project(f"p{number}")
    command = [sys.executable, "-m", "flake8_session_expiry", "audit", "--jobs=1"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with Terminal(command, folder, environment) as terminal:
        code = terminal.wait(time.monotonic() + 120)
        seen = terminal.seen
    assert code == 0
    assert b"Auditing" in seen and b"6/6" in seen and b"/s" in seen and b"6 projects: " in seen


def test_quiet_is_quiet(project: MakeProject, folder: Path) -> None:
    project("a")
    command = [sys.executable, "-m", "flake8_session_expiry", "audit", "--quiet"]
    with Terminal(command, folder, {**os.environ, "TERM": "xterm"}) as terminal:
        assert terminal.wait(time.monotonic() + 120) == 0
        assert terminal.seen == b""

"""The command: what it says where it cannot serve, and that nothing of it is imported before."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from flake8_session_expiry.language_server import cli

COMMAND = [sys.executable, "-m", "flake8_session_expiry", "lsp"]


def version(found: str | None) -> object:
    """``metadata.version`` for one version that is installed, or none."""

    def of(name: str) -> str:
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    return of


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (None, "pygls is not installed, which the language server needs"),
        ("1.3.1", "pygls 1.3.1 is too old, the language server needs pygls 2 or later"),
    ],
)
def test_what_has_to_be_installed_is_one_line(
    found: str | None, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metadata, "version", version(found))
    assert cli.main([], "flake8-session-expiry lsp") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"flake8-session-expiry lsp: error: {reason}: pip install 'flake8-session-expiry[lsp]'\n"


def test_help_says_who_starts_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    assert "vim.lsp.start_client" in capsys.readouterr().out


@pytest.mark.parametrize("is_terminal", [True, False])
def test_somebody_who_starts_it_by_hand_is_told_what_it_waits_for(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metadata, "version", version("2.0.0"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: is_terminal, raising=False)
    monkeypatch.setattr(cli, "_serve", lambda: 7)
    assert cli.main(["--stdio"], "flake8-session-expiry lsp") == 7
    words = "flake8-session-expiry lsp: an editor starts this command; it waits for messages of one (Ctrl-C ends it)\n"
    assert capsys.readouterr() == ("", words if is_terminal else "")


def test_unknown_option() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--tcp"])
    assert ended.value.code == 2


def test_other_commands_do_not_load_what_it_needs() -> None:
    program = (
        "import sys, flake8_session_expiry.commands, flake8_session_expiry.language_server.cli,"
        " flake8_session_expiry.checking.cli; print({'pygls', 'lsprotocol', 'cattrs', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_process_that_checks_does_not_load_what_speaks_to_the_editor() -> None:
    program = (
        "import sys; from flake8_session_expiry.language_server import questions, check_process;"
        " questions.Readiness().answer(None); print({'pygls', 'lsprotocol', 'cattrs'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_editor_that_goes_away(tmp_path: Path) -> None:
    pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")
    done = subprocess.run(COMMAND, input=b"", capture_output=True, timeout=60, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [1, 2, 15])
def test_signals_end_it_at_once(number: int, tmp_path: Path) -> None:
    pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")
    program = (
        "import os, threading; from flake8_session_expiry.language_server import cli;"
        f" threading.Timer(1, os.kill, (os.getpid(), {number})).start(); cli.main([])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.wait(60) == 128 + number

"""The front door: ``flake8-session-expiry COMMAND``."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_session_expiry import __version__
from flake8_session_expiry.commands import COMMANDS, main

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty current folder; Python's collection of garbage is switched on again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gc, "disable", lambda: None)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_under_its_name(name: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert out.startswith(f"usage: flake8-session-expiry {name} ")
    assert "\nexamples:\n" in out and f"  flake8-session-expiry {name}" in out and "exit codes:" in out


@pytest.mark.parametrize("name", ["check", "fix", "policy"])
def test_errors_begin_with_the_name(name: str, capsys: Captured) -> None:
    assert main([name, "--nonsense"]) == 2
    assert capsys.readouterr().err.startswith(f"flake8-session-expiry {name}: error: ")


def test_help_lists_the_commands_with_examples(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for name, command in COMMANDS.items():
        assert f"\n  {name} " in out and f"  flake8-session-expiry {command.example}\n" in out
    for arguments in (["-h"], ["help"]):
        assert main(arguments) == 0
        assert capsys.readouterr() == (out, "")
    assert main([]) == 2
    assert capsys.readouterr() == ("", out)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(option: str, capsys: Captured) -> None:
    assert main([option]) == 0
    assert capsys.readouterr().out.startswith(f"flake8-session-expiry {__version__} (flake8 ")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("chek", "there is no command 'chek'; did you mean check?"),
        ("explian", "did you mean explain?"),
        ("lint", "; flake8-session-expiry --help lists them"),
        ("shop/", "files are checked by: flake8-session-expiry check shop/"),
        ("--diff", "files are checked by: flake8-session-expiry check --diff"),
        ("views.py", "files are checked by: flake8-session-expiry check views.py"),
        ("a\x1b[2J", "there is no command 'a\\x1b[2J'"),
    ],
)
def test_no_such_command(word: str, said: str, capsys: Captured) -> None:
    assert main([word]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("flake8-session-expiry: error: ") and said in err and err.count("\n") == 1


def test_as_a_module() -> None:
    command = [sys.executable, "-m", "flake8_session_expiry", "rules", "DSE202"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("DSE202  bool-expiry  safe ")


def test_what_is_not_called_is_not_imported() -> None:
    program = (
        "import sys; from flake8_session_expiry.commands import main; main(['--help']); "
        "print({'flake8', 'libcst', 'rich', 'json', 'difflib', 'argparse'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nset()\n")

"""The front door: ``flake8-session-expiry COMMAND``."""

from __future__ import annotations

import gc
import re
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


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_its_version(name: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"flake8-session-expiry {name} {__version__}")


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


def test_python_looks_for_no_plugins_of_flake8(tmp_path: Path) -> None:
    """``importlib.metadata`` takes as long to import as 300 files take."""
    program = (
        "import sys; from flake8_session_expiry.commands import main; main(['fix', '--check', '--isolated', '.']);"
        "import importlib.metadata;"
        "print('email.message' in sys.modules, importlib.metadata.version('flake8')[0], 'email.message' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split()[-3:] == ["False", "7", "True"]


def test_what_is_not_called_is_not_imported() -> None:
    program = (
        "import sys; from flake8_session_expiry.commands import main; main(['--help']); "
        "print({'flake8', 'libcst', 'rich', 'json', 'difflib', 'argparse'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nset()\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--output-fromat=json"], "--output-fromat=json; did you mean --output-format?"),
        (["check", "--output-format=srif"], "; did you mean sarif?"),
        (["check", "--session-expiry-engine=databse"], "; did you mean db?"),
        (["check", "--session-expiry-profile=nist-aal"], "; did you mean nist-aal"),
        (["check", "a.py", "--fix", "b.py"], "--fix b.py; that is flake8-session-expiry fix"),
        (["fix", "--unsafe-fix"], "--unsafe-fix; did you mean --unsafe-fixes?"),
        (["fix", "--baseline=a"], "; that is flake8-session-expiry check --baseline"),
        (["policy", "--jsn"], "--jsn; did you mean --json?"),
        (["explain", "--formt=json"], "--formt=json; did you mean --format?"),
        (["explain", "--format=jsn"], "; did you mean json?"),
        (["check", "--jsn"], "unrecognized arguments: --jsn\n"),
        (["rules", "--optin"], "--optin; did you mean --opt-in?"),
        (["rules", "--nonsense\x1b[2J"], "unrecognized arguments: --nonsense\\x1b[2J"),
    ],
)
def test_a_mistyped_option_or_value(arguments: list[str], said: str, capsys: Captured) -> None:
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = stopped.code  # type: ignore[assignment]
    out, err = capsys.readouterr()
    assert (code, out) == (2, "") and err.startswith(f"flake8-session-expiry {arguments[0]}: error: ")
    assert said in err and err.count("\n") == 1


@pytest.mark.parametrize("command", [["check"], ["fix", "--diff"], ["explain", "DSE202"], ["rules"], ["policy"]])
def test_colours_are_the_same_matter_everywhere(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (tmp_path / "settings.py").write_text("SESSION_COOKIE_AGE = 60\nINSTALLED_APPS = []\n", encoding="utf-8")
    (tmp_path / "views.py").write_text("request.session.set_expiry(False)\n", encoding="utf-8")

    def is_coloured(*options: str, **environment: str) -> bool:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.setenv(name, environment.get(name, ""))
        main([*command, *(["settings.py"] if command == ["policy"] else []), *options])
        return bool(re.search(r"\x1b\[[\d;]*3[1-6]", capsys.readouterr().out))

    assert not is_coloured()
    assert is_coloured(FORCE_COLOR="1")
    assert not is_coloured(FORCE_COLOR="1", NO_COLOR="1")
    assert not is_coloured("--color=never", FORCE_COLOR="1")
    assert is_coloured("--color=always", NO_COLOR="1")

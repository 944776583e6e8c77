"""No command imports a module of the folder that it is started in, whatever that is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLANTED = ("libcst.py", "rich.py", "flake8.py", "typing_extensions.py", "pygments.py", "flake8p.py")
SHOUT = "import pathlib\npathlib.Path('shouted').touch()\nraise SystemExit('imported from the working folder')\n"
ENTRIES = {
    "fix": (["--check", "views.py"], 1, "would fix DSE202"),
    "policy": (["settings.py"], 0, "SESSION_COOKIE_AGE"),
    "explain": (["DSE202"], 0, "bool-expiry"),
    "__main__": (["check", "views.py"], 1, "views.py:1:28: DSE202 "),
}


def plant(folder: Path) -> None:
    """A project with modules that are called like the libraries of ours."""
    for name in PLANTED:
        (folder / name).write_text(SHOUT, encoding="utf-8")
    (folder / "views.py").write_text("request.session.set_expiry(False)\n", encoding="utf-8")
    (folder / "settings.py").write_text("MIDDLEWARE = []\nSESSION_COOKIE_AGE = 60\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.flake8]\nignore = []\n", encoding="utf-8")


def run(folder: Path, *command: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, where our package is found by ``path`` only."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONSAFEPATH"}}
    if path is not None:
        environment["PYTHONPATH"] = path
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_started_as_a_module(entry: str, tmp_path: Path) -> None:
    plant(tmp_path)
    arguments, code, said = ENTRIES[entry]
    done = run(tmp_path, "-m", f"flake8_session_expiry.{entry}", *arguments, path=str(ROOT))
    assert (done.returncode, said in done.stdout) == (code, True), done.stderr
    assert not (tmp_path / "shouted").exists()


@pytest.mark.parametrize("entry", ENTRIES)
def test_started_as_a_module_in_a_checkout(entry: str, tmp_path: Path) -> None:
    """
    Where the package itself is in the working folder, that folder stays, behind all others: other processes have to
    find the package.
    """
    plant(tmp_path)
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "flake8_session_expiry", tmp_path / "flake8_session_expiry", ignore=left_out)
    arguments, code, said = ENTRIES[entry]
    done = run(tmp_path, "-m", f"flake8_session_expiry.{entry}", *arguments)
    assert (done.returncode, said in done.stdout) == (code, True), done.stderr
    assert not (tmp_path / "shouted").exists()


@pytest.mark.parametrize("entry", ["fix.__main__", "policy.__main__", "explain"])
@pytest.mark.parametrize("flag", [[], ["-P"]])
def test_an_import_leaves_the_path_as_it_is(entry: str, flag: list[str], tmp_path: Path) -> None:
    program = f"import sys; before = list(sys.path); import flake8_session_expiry.{entry}; print(sys.path == before)"
    assert run(tmp_path, *flag, "-c", program, path=str(ROOT)).stdout == "True\n"


@pytest.mark.parametrize(
    ("flag", "prepare", "stays"),
    [
        ([], "pass", False),  # python -c has "" there
        ([], "sys.path[0] = os.getcwd()", False),
        ([], "sys.path[0] = os.path.dirname(os.getcwd())", True),
        ([], "sys.path[:] = []", True),
        ([], "os.rmdir(os.getcwd())", False),
        ([], "sys.path[0] = os.getcwd(); os.rmdir(os.getcwd())", True),
        (["-P"], "sys.path.insert(0, os.getcwd())", True),  # Python has not put it there: it was set on purpose
    ],
)
def test_what_is_taken_off_the_path(flag: list[str], prepare: str, stays: bool, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    program = (
        f"import os, sys; from flake8_session_expiry.import_path import leave_working_folder; {prepare}\n"
        "before = list(sys.path); leave_working_folder(); print(sys.path == before, sys.path == before[1:])"
    )
    done = run(folder, *flag, "-c", program, path=str(ROOT))
    assert done.stdout.split()[0] == str(stays), done.stderr
    assert stays or done.stdout.split()[1] == "True"

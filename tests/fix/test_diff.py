"""Diffs that other programs take."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from flake8_session_expiry.fix.diff import diff_of


@pytest.mark.parametrize("name", [".\\shop\\views.py", "shop\\views.py", ".\\a folder\\of ours\\views.py"])
def test_paths_of_windows_are_written_with_slashes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name.removeprefix(".\\").replace("\\", "/")
    path.parent.mkdir(parents=True)
    path.write_text("old\n", encoding="utf-8")
    with monkeypatch.context() as windows:
        windows.setattr("os.sep", "\\")
        diff = diff_of(name, "old\n", "new\n", "utf-8")
    subprocess.run(["git", "apply"], input=diff, cwd=tmp_path, check=True)
    assert path.read_text(encoding="utf-8") == "new\n"


def test_a_backslash_in_a_name_elsewhere_stays(tmp_path: Path) -> None:
    assert diff_of("back\\slash.py", "old\n", "new\n", "utf-8").startswith(b'--- "a/back\\134slash.py"\n')


@pytest.mark.parametrize(
    "name", ["views.py", "./views.py", "shop/a/views.py", "./a shop/my views.py", 'shop/"a"\tb.py']
)
@pytest.mark.parametrize("command", [["git", "apply"], ["git", "apply", "--index"], ["patch", "-p1", "--quiet"]])
def test_git_and_patch_take_it(name: str, command: list[str], tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("first\nold", encoding="utf-8")
    for step in (["git", "init", "--quiet"], ["git", "add", "."]):
        subprocess.run(step, cwd=tmp_path, check=True)
    diff = diff_of(name, "first\nold", "first\nnew", "utf-8")
    subprocess.run(command, input=diff, cwd=tmp_path, check=True)
    assert path.read_text(encoding="utf-8") == "first\nnew"


def test_an_absolute_path_stays_as_it_is() -> None:
    assert diff_of("/srv/views.py", "old\n", "new\n", "utf-8").startswith(b"--- /srv/views.py\n+++ /srv/views.py\n")

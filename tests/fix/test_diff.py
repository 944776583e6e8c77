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
    subprocess.run(["git", "apply", "-p0"], input=diff, cwd=tmp_path, check=True)
    assert path.read_text(encoding="utf-8") == "new\n"


def test_a_backslash_in_a_name_elsewhere_stays(tmp_path: Path) -> None:
    assert diff_of("back\\slash.py", "old\n", "new\n", "utf-8").startswith(b'--- "back\\134slash.py"\n')

"""Which files are looked at, and which of them a repair must leave alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from flake8_session_expiry.files.candidates import candidates, undecodable
from flake8_session_expiry.options import Options

VIEW = "request.session.set_expiry(True)\n"


def looked_at(names: Sequence[str | Path], given: Sequence[str | Path]) -> tuple[list[tuple[str, bool]], list[str]]:
    """The files with whether they may be changed, and what is said of the others."""
    said: list[str] = []
    found = candidates(
        [os.fspath(name) for name in names],
        [os.fspath(path) for path in given],
        Options(),
        lambda name, why: said.append(f"{os.path.basename(name)}: {why}"),
    )
    return [(os.path.basename(job.name), job.untouchable is None) for job in found], said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a view; beside it another folder with one."""
    for name in ("project", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.py").write_text(VIEW)
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def test_files_below_what_is_given_may_be_changed(folder: Path) -> None:
    other = folder.parent / "elsewhere"
    assert looked_at([folder / "project.py"], [folder]) == ([("project.py", True)], [])
    assert looked_at(["project.py"], []) == ([("project.py", True)], [])
    assert looked_at([other / "elsewhere.py"], [other]) == ([("elsewhere.py", True)], [])
    assert looked_at([other / "elsewhere.py"], [folder, other]) == ([("elsewhere.py", True)], [])


@pytest.mark.parametrize("given", [[], ["."], ["project.py"]])
def test_a_link_to_what_is_outside_is_not_written_through(folder: Path, given: list[str]) -> None:
    (folder / "link.py").symlink_to(folder.parent / "elsewhere" / "elsewhere.py")
    found, said = looked_at(["link.py"], given)
    assert (found, said) == ([("link.py", False)], [])
    assert looked_at(["link.py"], ["link.py"]) == ([("link.py", True)], [])


def test_a_folder_whose_name_only_begins_in_the_same_way_is_outside(folder: Path) -> None:
    (folder.parent / "project2").mkdir()
    (folder.parent / "project2" / "a.py").write_text(VIEW)
    assert looked_at([folder.parent / "project2" / "a.py"], [folder]) == ([("a.py", False)], [])


def test_a_file_counts_once_by_whatever_names(folder: Path) -> None:
    (folder / "link.py").symlink_to("project.py")
    assert looked_at(["project.py", "./project.py", "link.py"], ["."]) == ([("project.py", True)], [])


def test_what_is_said_of_files_that_cannot_be_read(folder: Path) -> None:
    os.mkfifo("pipe.py")
    (folder / "bytes.py").write_bytes(b"# session \xff\n")
    found, said = looked_at(["missing.py", "pipe.py", "bytes.py", "\0.py", "project.py"], ["."])
    assert found == [("project.py", True)]
    assert said[:2] == [
        "missing.py: cannot be read: No such file or directory",
        "pipe.py: cannot be read: is a pipe; give '-' to repair what comes from standard input",
    ]
    assert said[2].startswith("bytes.py: cannot be decoded: ")
    assert said[3] == "\0.py: cannot be read: embedded null byte"


def test_files_in_which_no_rule_could_report_anything_are_passed_over(folder: Path) -> None:
    (folder / "models.py").write_text("class Cart: pass\n")
    (folder / "fine.py").write_text("# the session\nx = 1\n")
    assert looked_at(["models.py", "fine.py", "project.py"], ["."]) == ([("project.py", True)], [])


@pytest.mark.parametrize(
    ("data", "is_text"),
    [(b"x = 1\n", True), ("ä".encode(), True), (b"# coding: latin-1\n\xe4", True), (b"\xe4", False)],
)
def test_bytes_that_are_no_text(data: bytes, is_text: bool) -> None:
    assert (undecodable(data) is None) is is_text

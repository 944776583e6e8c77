"""``check --diff-against``: only what git says has changed, whatever the repository's configuration is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flake8_session_expiry.checking.changed_lines import changed_since
from flake8_session_expiry.checking.cli import main

FALSE = "def view(request):\n    request.session.set_expiry(False)\n"
AGAIN = FALSE.replace("view", "again")
HEAD = "--diff-against=HEAD"
Captured = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def git(*arguments: str) -> None:
    """In the current folder."""
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which ``views.py`` is committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    (folder / "views.py").write_text(FALSE, encoding="utf-8")
    git("init", "-q")
    commit()
    return folder


def commit() -> None:
    """All that is there."""
    git("add", "-A")
    git("commit", "-q", "-m", "x")


def checked(capsys: Captured, *arguments: str) -> tuple[int, list[str], str]:
    """Exit code, the places that are reported, standard error."""
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, [line.partition(": ")[0] for line in out.splitlines()], err


def test_only_changed_lines_are_reported(project: Path, capsys: Captured) -> None:
    assert checked(capsys, HEAD) == (0, [], "")
    (project / "views.py").write_text("import os\n" + FALSE + AGAIN, encoding="utf-8")
    assert checked(capsys, HEAD) == (1, ["./views.py:5:32"], "")
    git("add", "-A")
    assert checked(capsys, HEAD, str(project / "views.py"))[0] == 1
    commit()
    assert checked(capsys, HEAD) == (0, [], "")
    assert checked(capsys, "--diff-against=HEAD~1") == (1, ["./views.py:5:32"], "")


def test_a_finding_of_several_lines_is_reported_where_one_of_them_has_changed(project: Path, capsys: Captured) -> None:
    code = "def view(request):\n    request.session.set_expiry(\n        'a'\n        'b'\n    )\n"
    (project / "views.py").write_text(code, encoding="utf-8")
    commit()
    (project / "views.py").write_text(code.replace("'b'", "'c'"), encoding="utf-8")
    assert checked(capsys, HEAD)[1] == ["./views.py:3:9"]


def test_new_files_are_reported_whole(project: Path, capsys: Captured, tmp_path: Path) -> None:
    for name in ("new.py", "added.py", "intended.py", "ignored.py"):
        (project / name).write_text(FALSE, encoding="utf-8")
    (project / ".gitignore").write_text("ignored.py", encoding="utf-8")
    (tmp_path / "outside.py").write_text(FALSE, encoding="utf-8")
    git("add", "added.py")
    git("add", "-N", "intended.py")
    places = [f"./{name}.py:2:32" for name in ("added", "ignored", "intended", "new")]
    assert checked(capsys, HEAD)[1] == places
    assert checked(capsys, HEAD, "../outside.py")[1] == ["../outside.py:2:32"]


def test_a_submodule_is_another_repository(
    project: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "vendor")
    commit()
    (project / "vendor" / "views.py").write_text(FALSE + AGAIN, encoding="utf-8")
    (project / "vendored.py").write_text(FALSE, encoding="utf-8")
    assert checked(capsys, HEAD)[1] == ["./vendored.py:2:32"]
    monkeypatch.chdir(project / "vendor")
    assert checked(capsys, HEAD)[1] == ["./views.py:4:32"]


def test_a_renamed_file_is_not_new(project: Path, capsys: Captured) -> None:
    text = "".join(f"x{number} = {number}\n" for number in range(50)) + FALSE
    (project / "views.py").write_text(text, encoding="utf-8")
    commit()
    git("mv", "views.py", "shop.py")
    assert checked(capsys, HEAD) == (0, [], "")
    (project / "shop.py").write_text(text + AGAIN, encoding="utf-8")
    assert checked(capsys, HEAD)[1] == ["./shop.py:54:32"]


@pytest.mark.parametrize(
    "name", ["a b.py", "ä.py", 'a"\\.py', "a\tb.py", "a\nb.py", "b/b.py", "-a.py", ":a.py", "+++ b.py"]
)
def test_every_name_of_a_file(name: str, project: Path) -> None:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x = 1\n", encoding="utf-8")
    commit()
    assert changed_since("HEAD").of(str(path)) == frozenset()
    path.write_text("x = 1\n++ b/views.py\n@@ -1 +1 @@\n-- a\ny = 2", encoding="utf-8")
    assert changed_since("HEAD").of(str(path)) == frozenset({2, 3, 4, 5})
    assert changed_since("HEAD").of("views.py") == frozenset()


def test_text_that_looks_like_a_diff(project: Path) -> None:
    (project / "views.py").write_text("-- a/x\n++ b/x\n@@ -1 +1 @@\n", encoding="utf-8")
    commit()
    (project / "views.py").write_text("a\n++ b/y\n@@ -1,9 +7,9 @@\nb", encoding="utf-8")
    assert changed_since("HEAD").of("views.py") == frozenset({1, 2, 3, 4})


def test_the_configuration_of_a_repository_runs_nothing_and_changes_nothing(project: Path, capsys: Captured) -> None:
    trap = project / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {project}/sprung\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    (project / ".gitattributes").write_text("*.py diff=trap\nold.py binary\n", encoding="utf-8")
    (project / "old.py").write_text("x = 1\n", encoding="utf-8")
    commit()
    for key, value in (
        ("core.fsmonitor", str(trap)),
        ("diff.external", str(trap)),
        ("diff.trap.textconv", str(trap)),
        ("diff.trap.command", str(trap)),
        ("core.pager", str(trap)),
        ("pager.diff", str(trap)),
        ("color.ui", "always"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.relative", "true"),
        ("diff.interHunkContext", "9"),
        ("diff.renames", "copies"),
        ("core.quotePath", "true"),
    ):
        git("config", key, value)
    for name in ("views.py", "old.py"):
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(AGAIN)
    assert checked(capsys, HEAD) == (1, ["./old.py:3:32", "./views.py:4:32"], "")
    (project / "views.py").write_text("import os\n" + FALSE + AGAIN, encoding="utf-8")
    assert checked(capsys, HEAD, "views.py")[1] == ["views.py:5:32"]
    assert not (project / "sprung").exists()


def test_in_a_folder_of_the_repository(project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "shop").mkdir()
    (project / "shop" / "views.py").write_text(FALSE, encoding="utf-8")
    commit()
    monkeypatch.chdir(project / "shop")
    assert checked(capsys, HEAD) == (0, [], "")
    Path("views.py").write_text(FALSE + AGAIN, encoding="utf-8")
    assert checked(capsys, HEAD)[1] == ["./views.py:4:32"]


def test_lines_that_only_python_counts(project: Path, capsys: Captured) -> None:
    """A carriage return alone ends a line in Python, not in git: such a file is reported whole."""
    (project / "views.py").write_bytes(b"x = 1\ry = 1\r" + FALSE.encode())
    commit()
    assert checked(capsys, HEAD) == (0, [], "")
    (project / "views.py").write_bytes(b"x = 1\ry = 1\r" + (FALSE + AGAIN).encode())
    assert checked(capsys, HEAD)[1] == ["./views.py:4:32", "./views.py:6:32"]


def test_with_a_baseline(project: Path, capsys: Captured) -> None:
    assert checked(capsys, "--baseline=known.json", "--write-baseline")[0] == 0
    (project / "views.py").write_text(FALSE + AGAIN, encoding="utf-8")
    assert checked(capsys, HEAD, "--baseline=known.json") == (1, ["./views.py:4:32"], "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--diff-against=nonsense"], "git says: fatal: bad revision 'nonsense'"),
        (["--diff-against=--output=x"], "'--output=x' is not the name of one commit"),
        (["--diff-against="], "'' is not the name of one commit"),
        (["--diff-against=^HEAD"], "'^HEAD' is not the name of one commit"),
        (["--diff-against=HEAD..HEAD"], "'HEAD..HEAD' is not the name of one commit"),
        (["--diff-against=HEAD:"], "'HEAD:' is not the name of one commit"),
        ([HEAD, "-"], "--diff-against: standard input has no lines that git knows"),
        ([HEAD, "--baseline=a.json", "--write-baseline"], "--write-baseline: cannot be combined with --diff-against"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], said: str, project: Path, capsys: Captured) -> None:
    code, places, err = checked(capsys, *arguments)
    assert (code, places, err.count("\n")) == (2, [], 1) and said in err
    assert sorted(path.name for path in project.iterdir()) == [".git", "views.py"]


def test_no_repository_and_no_git(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = checked(capsys, HEAD)
    assert code == 2 and "git says: fatal: not a git repository" in err
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", "")
    code, _, err = checked(capsys, HEAD)
    assert code == 2 and "git cannot be run: No such file" in err

"""``check --baseline``: what is known is quiet, what is new is seen, what is stale is said."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from flake8_session_expiry.checking.baseline import Baseline, KnownFinding
from flake8_session_expiry.checking.cli import main

FALSE = "def view(request):\n    request.session.set_expiry(False)\n"
AGAIN = FALSE.replace("view", "again")
BASELINE = "--baseline=known.json"
WRITE = (BASELINE, "--write-baseline")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file that has a finding, in the baseline ``known.json``."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    (folder / "views.py").write_text(FALSE, encoding="utf-8")
    assert main(WRITE) == 0
    return folder


@pytest.fixture(autouse=True)
def nothing_printed(project: Path, capsys: Captured) -> None:
    """Forget what writing the baseline has printed."""
    capsys.readouterr()


def checked(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def codes(project: Path) -> list[tuple[str, str]]:
    """Path and code of what is in the baseline."""
    found = json.loads((project / "known.json").read_text(encoding="utf-8"))["findings"]
    return [(entry["path"], entry["code"]) for entry in found]


def test_what_is_known_is_quiet(project: Path, capsys: Captured) -> None:
    assert codes(project) == [("views.py", "DSE202")]
    for argument in (".", "views.py", "./views.py", str(project / "views.py")):
        assert checked(capsys, BASELINE, argument) == (0, "", "")
    assert checked(capsys)[0] == 1


def test_moved_code_stays_quiet(project: Path, capsys: Captured) -> None:
    (project / "views.py").write_bytes(b"\xef\xbb\xbfimport os\r\n\r\n" + FALSE.replace("\n", "\r\n").encode())
    assert checked(capsys, BASELINE) == (0, "", "")


def test_a_second_finding_of_the_same_kind_is_seen(project: Path, capsys: Captured) -> None:
    (project / "views.py").write_text(FALSE + AGAIN, encoding="utf-8")
    code, out, err = checked(capsys, BASELINE)
    assert (code, out.count("\n"), err) == (1, 1, "") and "views.py:4:32: DSE202" in out
    (project / "views.py").write_text(FALSE, encoding="utf-8")
    (project / "other.py").write_text(FALSE, encoding="utf-8")
    assert checked(capsys, BASELINE)[1].startswith("./other.py:2:32: DSE202")


def test_the_fingerprint_of_a_new_finding_is_that_of_a_full_report(project: Path, capsys: Captured) -> None:
    """Else GitLab would take the second of two equal lines for the first one, which it knows."""
    (project / "views.py").write_text(FALSE + AGAIN, encoding="utf-8")
    full = json.loads(checked(capsys, "--output-format=json")[1])["findings"]
    assert json.loads(checked(capsys, BASELINE, "--output-format=json")[1])["findings"] == full[1:]


def test_stale_entries_are_said_and_removed(project: Path, capsys: Captured) -> None:
    (project / "other.py").write_text(FALSE, encoding="utf-8")
    assert checked(capsys, *WRITE) == (0, "", "known.json: 2 findings, 1 new, 0 removed\n")
    (project / "views.py").write_text("x = 1\n", encoding="utf-8")
    stale = "warning: known.json: stale, not found any more: DSE202 in views.py\n"
    assert checked(capsys, BASELINE) == (0, "", stale)
    (project / "views.py").unlink()
    assert checked(capsys, BASELINE) == (0, "", stale)
    assert checked(capsys, *WRITE, "-q") == (0, "", "")
    assert codes(project) == [("other.py", "DSE202")]
    assert checked(capsys, BASELINE) == (0, "", "")


def test_what_is_not_checked_is_not_stale_and_stays(project: Path, capsys: Captured) -> None:
    (project / "other.py").write_text("x = 1\n", encoding="utf-8")
    before = codes(project)
    for arguments in (["other.py"], ["--extend-ignore=DSE2"], ["--per-file-ignores=views.py:DSE202"]):
        assert checked(capsys, BASELINE, *arguments) == (0, "", "")
        assert checked(capsys, *WRITE, *arguments) == (0, "", "known.json: 1 finding, 0 new, 0 removed\n")
        assert codes(project) == before


@pytest.mark.parametrize("path", ["a\0.py", f"{'a' * 300}.py"])
def test_a_path_of_which_nothing_can_be_known_is_not_stale(path: str) -> None:
    entry = KnownFinding(path, "DSE202", "0")
    found = Baseline({"0": entry}).compared(lambda name: lambda code: True)
    assert (found.stale, found.others, found.is_elsewhere) == ((), (entry,), False)


def test_a_file_that_cannot_be_checked_keeps_its_entries(project: Path, capsys: Captured) -> None:
    (project / "views.py").write_text(FALSE + "def", encoding="utf-8")
    code, _, err = checked(capsys, BASELINE)
    assert code == 2 and "stale" not in err
    assert checked(capsys, *WRITE)[0] == 2
    assert codes(project) == [("views.py", "DSE202")]


def test_another_folder_is_said_and_nothing_is_written(
    project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (project / "known.json").read_bytes()
    (project / "shop").mkdir()
    (project / "shop" / "urls.py").write_text(FALSE, encoding="utf-8")
    monkeypatch.chdir(project / "shop")
    code, out, err = checked(capsys, "--baseline=../known.json")
    assert (code, out.count("\n"), err.count("\n")) == (1, 1, 1) and "run in the folder where it was written" in err
    code, _, err = checked(capsys, "--baseline=../known.json", "--write-baseline")
    assert code == 2 and "run in the folder where it was written" in err
    assert (project / "known.json").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1, "findings": []}',
        '{"kind": "flake8-session-expiry baseline", "version": 2, "findings": []}',
        '{"kind": "flake8-session-expiry baseline", "version": 1, "findings": {"a": 1}}',
        '{"kind": "flake8-session-expiry baseline", "version": 1, "findings": [{"path": "a.py", "code": "DSE101"}]}',
        '{"kind": "flake8-session-expiry baseline", "version": 1, "findings":'
        ' [{"path": "a.py", "code": "DSE101", "fingerprint": 1}]}',
        "[" * 100_000,
        FALSE,
        "\xff",
    ],
)
def test_another_format_is_an_error_and_stays_as_it_is(project: Path, text: str, capsys: Captured) -> None:
    data = text.encode("latin-1")
    (project / "known.json").write_bytes(data)
    for arguments in ([BASELINE], WRITE):
        code, out, err = checked(capsys, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1) and "is not a baseline of version 1" in err
    assert (project / "known.json").read_bytes() == data


def test_a_wrong_command_line(project: Path, capsys: Captured) -> None:
    for arguments, said in (
        (["--baseline=missing.json"], "--baseline: missing.json: does not exist; --write-baseline creates it"),
        (["--baseline=."], "--baseline: .: cannot be read: Is a directory\n"),
        (["--write-baseline"], "--write-baseline needs --baseline=FILE"),
        (["--baseline=missing/known.json", "--write-baseline"], "missing/known.json: cannot be written"),
    ):
        code, out, err = checked(capsys, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1) and said in err


def test_it_is_written_whole_or_not_at_all(project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (project / "known.json").read_bytes()
    (project / "views.py").write_text(FALSE + AGAIN, encoding="utf-8")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full_disk)
        code, _, err = checked(capsys, *WRITE)
    assert code == 2 and "No space left on device" in err
    assert (project / "known.json").read_bytes() == before
    assert sorted(os.listdir(project)) == ["known.json", "views.py"]


def test_writing_twice_gives_the_same_bytes(project: Path, capsys: Captured) -> None:
    before = (project / "known.json").read_bytes()
    assert checked(capsys, *WRITE) == (0, "", "known.json: 1 finding, 0 new, 0 removed\n")
    assert (project / "known.json").read_bytes() == before


def test_noqa_and_the_baseline_do_not_disturb_each_other(project: Path, capsys: Captured) -> None:
    """A line with a comment is another line, and silent by the comment: its entry is stale."""
    (project / "views.py").write_text(FALSE.replace("False)", "False)  # noqa: DSE202"), encoding="utf-8")
    code, out, err = checked(capsys, BASELINE)
    assert (code, out) == (0, "") and "stale" in err

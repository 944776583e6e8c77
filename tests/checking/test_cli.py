"""The command ``check``: every option of it, and every exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry import __version__, api
from flake8_session_expiry.checking.cli import main
from flake8_session_expiry.files import process_pool
from flake8_session_expiry.output.formats import FORMATS

FALSE = "def view(request):\n    request.session.set_expiry(False)\n"
LINE = "views.py:2:32: DSE202 "
SHOP = Path(__file__).parents[2] / "examples" / "shop"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file that has a finding, and one that has nothing to do with sessions."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "views.py").write_text(FALSE, encoding="utf-8")
    (folder / "other.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


Captured = pytest.CaptureFixture[str]


def checked(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """As standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_findings_give_1(capsys: Captured) -> None:
    code, out, err = checked(capsys)
    assert (code, err) == (1, "")
    assert out.startswith(f"./{LINE}") and out.endswith(" [bool-expiry]\n") and out.count("\n") == 1


def test_no_findings_give_0(capsys: Captured) -> None:
    assert checked(capsys, "other.py") == (0, "", "")
    assert checked(capsys, "--ignore=DSE202", "--select=DSE") == (0, "", "")


def test_exit_zero(capsys: Captured, project: Path) -> None:
    code, out, _ = checked(capsys, "--exit-zero")
    assert code == 0 and LINE in out
    assert checked(capsys, "--exit-zero", "missing.py")[0] == 2


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("missing.py", None, "cannot be read: No such file or directory"),
        ("broken.py", FALSE.encode() + b"def", "cannot be parsed: "),
        ("bytes.py", b"\xff", "cannot be decoded: "),
    ],
)
def test_errors_give_2_and_the_rest_is_checked(
    name: str, data: bytes | None, problem: str, project: Path, capsys: Captured
) -> None:
    if data is not None:
        (project / name).write_bytes(data)
    code, out, err = checked(capsys, name, "views.py")
    assert (code, out.count("\n"), err.count("\n")) == (2, 1, 1)
    assert LINE in out and err.startswith(f"error: {name}: {problem}")


@pytest.mark.parametrize("argument", ["--output-format=text", "--add-noqa"])
def test_a_bug_of_ours_costs_one_file_one_line(
    argument: str, project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "bad.py").write_text(FALSE, encoding="utf-8")
    check = api.check_text

    def failing(text: str, path: str, *arguments: Any, **options: Any) -> list[api.Diagnostic]:
        if "bad" in path:
            raise ZeroDivisionError("two\nlines")
        return check(text, path, *arguments, **options)

    monkeypatch.setattr(api, "check_text", failing)
    code, out, err = checked(capsys, argument)
    first, *rest = err.splitlines()
    assert code == 2
    assert first.startswith("error: ./bad.py: was not checked (ZeroDivisionError: two lines); this is a bug of")
    if argument == "--add-noqa":
        assert (out, rest) == ("", ["1 finding silenced in 1 file"])
        assert "# noqa: DSE202" in (project / "views.py").read_text(encoding="utf-8")
    else:
        assert rest == [] and out.startswith(f"./{LINE}")
    assert (project / "bad.py").read_text(encoding="utf-8") == FALSE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed(project: Path, capsys: Captured) -> None:
    (project / "locked").mkdir(0)
    code, _, err = checked(capsys)
    assert code == 2 and "locked: cannot be read" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select=DSE777"], "there is no rule 'DSE777'"),
        (["--output-format=xml"], "invalid choice: 'xml'"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--format=pylint"], "--output-format has other forms"),
        (["--count"], "--statistics counts"),
        (["--show-source"], "--output-format=full shows the lines"),
        (["--diff"], "unrecognized arguments: --diff; that is flake8-session-expiry fix --diff"),
        (["-", "views.py"], "'-' (standard input) cannot be combined"),
        (["--files-from=missing"], "--files-from: missing: No such file"),
        (["--output-file=missing/report"], "--output-file: missing/report: cannot be written"),
    ],
)
def test_a_wrong_command_line_is_one_line(arguments: list[str], said: str, capsys: Captured) -> None:
    code, out, err = checked(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("flake8-session-expiry check: error: ") and said in err


def test_a_configuration_that_reports_nothing_is_said(project: Path, capsys: Captured) -> None:
    (project / "setup.cfg").write_text("[flake8]\nselect = E,F\n", encoding="utf-8")
    code, out, err = checked(capsys)
    assert (code, out) == (0, "") and err.startswith("warning: no DSE rule is selected: select in setup.cfg")


def test_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments, name in (
        (["-"], "stdin"),
        (["-", "--stdin-filename=shop/a.py"], "shop/a.py"),
        (["-", "--stdin-display-name=b.py"], "b.py"),
    ):
        given(monkeypatch, FALSE.encode())
        code, out, _ = checked(capsys, *arguments)
        assert code == 1 and out.startswith(f"{name}:2:32: DSE202")
    given(monkeypatch, FALSE.encode())
    assert checked(capsys, "-", "--stdin-filename=a.py", "--exclude=a.py") == (0, "", "")
    given(monkeypatch, b"x = 1")
    assert checked(capsys, "-") == (0, "", "")
    given(monkeypatch, b"\xff")
    code, _, err = checked(capsys, "-")
    assert code == 2 and err.startswith("error: stdin: cannot be decoded")


def test_files_from(project: Path, capsys: Captured) -> None:
    (project / "list").write_text("other.py\nviews.py\n", encoding="utf-8")
    assert checked(capsys, "--files-from=list")[1].startswith(LINE)
    (project / "list").write_text("", encoding="utf-8")
    assert checked(capsys, "--files-from=list") == (0, "", "")


def test_quiet(capsys: Captured) -> None:
    for form in ("text", "grouped", "full"):
        assert checked(capsys, "-q", f"--output-format={form}") == (1, "./views.py\n", "")
        assert checked(capsys, "-qq", f"--output-format={form}") == (1, "", "")


def test_color(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31mDSE202\x1b[0m" in checked(capsys, "--color=always")[1]
    assert "\x1b[31merror:\x1b[0m" in checked(capsys, "--color=always", "missing.py")[2]
    assert "\x1b" not in checked(capsys)[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b" in checked(capsys)[1]
    assert "\x1b" not in checked(capsys, "--color=never")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in checked(capsys)[1]


def test_statistics(project: Path, capsys: Captured) -> None:
    (project / "b.py").write_text(FALSE + "    request.session.cycle_key\n", encoding="utf-8")
    table = "2       DSE202 bool-expiry\n1       DSE104 uncalled-method\n"
    code, out, err = checked(capsys, "--statistics")
    assert (code, err) == (1, "") and out.endswith(table) and out.count("\n") == 5
    code, out, err = checked(capsys, "--statistics", "--output-format=json")
    assert (code, err) == (1, table) and json.loads(out)
    assert checked(capsys, "--statistics", "--output-format=json", "--output-file=a.json") == (1, table, "")


def test_output_file(project: Path, capsys: Captured) -> None:
    report = checked(capsys)[1]
    assert checked(capsys, "--output-file=report.txt") == (1, "", "")
    assert (project / "report.txt").read_text(encoding="utf-8") == report
    assert checked(capsys, "--output-file=report.txt", "--exit-zero", "other.py") == (0, "", "")
    assert (project / "report.txt").read_bytes() == b""


def test_flake8s_own_output_file_is_not_written(project: Path, capsys: Captured) -> None:
    """The report of flake8 itself is there."""
    (project / "setup.cfg").write_text("[flake8]\noutput-file = flake8.txt\nformat = pylint\n", encoding="utf-8")
    assert LINE in checked(capsys)[1]
    assert not (project / "flake8.txt").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_no_findings_in_every_form(form: str, capsys: Captured) -> None:
    code, out, err = checked(capsys, f"--output-format={form}", "other.py")
    assert (code, err) == (0, "")
    if form in {"json", "gitlab", "sarif"}:
        json.loads(out)
    else:
        assert out == ""


@pytest.mark.parametrize("form", FORMATS)
def test_several_processes_print_the_same(form: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    one = checked(capsys, "-j1", f"--output-format={form}", str(SHOP))
    assert one[0] == 1 and one[2] == ""
    monkeypatch.setattr(process_pool, "_BYTES_A_PROCESS", 100)
    assert checked(capsys, "-j2", f"--output-format={form}", str(SHOP)) == one


@pytest.mark.parametrize(("form", "key"), [("full", "Safe fix:"), ("json", '"fix": {'), ("sarif", '"fixes": [')])
def test_forms_that_show_fixes(form: str, key: str, capsys: Captured) -> None:
    assert key in checked(capsys, f"--output-format={form}")[1]


def test_help_has_examples_and_exit_codes(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert out.startswith("usage: flake8-session-expiry check [options] [path ...]\n")
    assert "flake8-session-expiry check --output-format=sarif" in out and "exit codes: 0 no findings" in out
    assert ", ".join(FORMATS) in " ".join(out.split())


def test_version(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith(f"flake8-session-expiry check {__version__}")


def test_the_lines_are_those_of_flake8(project: Path) -> None:
    """The real commands, with a name and text that a terminal would act on."""
    (project / "a b.py").write_bytes("x = 'ä'; request.session.set_expiry('\\x1b[2J')\r\n".encode())
    run = {"cwd": project, "capture_output": True, "check": False}
    flake8 = subprocess.run([sys.executable, "-m", "flake8", "--select=DSE"], **run)  # type: ignore[call-overload]
    ours = subprocess.run([sys.executable, "-m", "flake8_session_expiry", "check"], **run)  # type: ignore[call-overload]
    assert flake8.stdout.count(b"\n") == 2
    assert (ours.returncode, ours.stdout, ours.stderr) == (1, flake8.stdout, flake8.stderr)

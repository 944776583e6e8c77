"""The command ``audit``: its options, its exit codes, and that it goes on after any stop."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from flake8_session_expiry.audit.cli import main
from tests.audit.conftest import FALSE, Audit, MakeProject
from tests.projectfiles import write
from tests.terminals import CTRL_C, Terminal

COMMAND = (sys.executable, "-m", "flake8_session_expiry", "audit")


def query(path: str, statement: str) -> list[tuple[object, ...]]:
    """Of a store that may be written meanwhile."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_a_summary_and_exit_code_0(project: MakeProject, audit: Audit) -> None:
    project("a", views=FALSE)
    project("b")
    done = audit()
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("2 projects: ") and ", 1 with findings, 0 not read whole\n2 looked at\n" in done.out
    assert "DSE202 bool-expiry" in done.out and "SESSION_COOKIE_SECURE" in done.out


def test_lines_of_json(project: MakeProject, audit: Audit) -> None:
    for name in ("b", "a", "c/d"):
        project(name)
    done = audit("--json-lines")
    assert (done.code, done.err) == (0, "")
    assert [line["project"] for line in done.lines] == ["a", "b", "c/d"]
    assert all(len(line["fingerprint"]) == 32 for line in done.lines)
    assert audit("--json-lines", "--jobs=1", "--quiet") == done


@pytest.mark.parametrize(
    ("what", "code"), [("findings", 1), ("violations", 1), ("errors", 0), ("errors,findings", 1), ("FINDINGS", 1)]
)
def test_fail_on(project: MakeProject, audit: Audit, what: str, code: int) -> None:
    project("a", views=FALSE, settings="SESSION_COOKIE_SECURE = False\n")
    assert audit("--quiet", f"--fail-on={what}") == (code, "", "")


def test_fail_on_errors_and_nothing_to_fail_on(project: MakeProject, audit: Audit) -> None:
    project("a", settings="SESSION_COOKIE_SECURE = SESSION_COOKIE_HTTPONLY = True\n")
    assert audit("-q", "--fail-on=findings,violations,errors").code == 0
    project("b", views="request.session.set_expiry(\n")
    assert audit("-q", "--fail-on=errors").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--fail-on=finding",),
            "--fail-on: 'finding' is none of findings, violations, errors, worse; did you mean findings?",
        ),
        (("--fail-on=",), "--fail-on: name one of findings, violations, errors, worse"),
        (("--fail-on=worse",), "--fail-on=worse needs --since=RUN, to compare with"),
        (("--since=last",), "--since needs --store=FILE, where the earlier runs are"),
        (("--timeout=0",), "--timeout: '0' is no number of seconds above 0"),
        (("--timeout=nan",), "--timeout: 'nan' is no number of seconds above 0"),
        (("--from=gone",), "--from: gone: No such file or directory"),
        (("--store=gone/a.db",), "--store: gone/a.db: there is no folder "),
        (("--dask=scheduler:8786",), "--dask: 'scheduler:8786' is no address such as tcp://scheduler:8786 or tls://…"),
        (("--session-expiry-engine=db",), "has no effect here: each project has its own"),
        (("--statistics",), "has no effect here: the summary counts"),
        (("--session-expiry-profile=nist",), "--session-expiry-profile: 'nist' is none of"),
        (("--isolatet",), "unrecognized arguments: --isolatet; did you mean --isolated?"),
        (("--check",), "unrecognized arguments: --check; that is --fail-on=violations"),
        (("gone",), "there is no project in what was given"),
    ],
)
def test_errors_are_one_line_and_2(audit: Audit, arguments: tuple[str, ...], said: str) -> None:
    done = audit(*arguments)
    assert (done.code, done.out) == (2, "") and said in done.err.splitlines()[-1]


def test_a_missing_folder_gives_2_and_the_others_are_done(project: MakeProject, audit: Audit) -> None:
    project("a")
    done = audit("--json-lines", "gone", "a")
    assert (done.code, done.err) == (2, "error: gone: there is no such folder\n") and len(done.lines) == 1


def test_folders_from_a_list(project: MakeProject, audit: Audit, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        project(name)
    (folder / "list").write_bytes(b"a\nb\n")
    assert [line["project"] for line in audit("--json-lines", "--from=list").lines] == ["a", "b"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"c\0a\0")))
    assert [line["project"] for line in audit("--json-lines", "--from", "-").lines] == ["a", "c"]
    (folder / "list").write_bytes(b"")
    assert audit("--json-lines", "--from=list").code == 2  # an empty list is not the current folder


def test_a_configuration_file_for_all(project: MakeProject, audit: Audit, folder: Path) -> None:
    project("a", views=FALSE)
    write(folder, {"team.cfg": "[flake8]\nextend-ignore = DSE202\n"})
    for arguments in (["--config=team.cfg"], ["--config", "team.cfg"], ["--append-config", "team.cfg"]):
        assert audit("--json-lines", *arguments, "a").lines[0]["codes"] == {}
    assert audit("--json-lines", "a").lines[0]["codes"] == {"DSE202": 1}


# -- the store ---------------------------------------------------------------------------------------------------------


def test_what_is_unchanged_is_not_done_again(project: MakeProject, audit: Audit) -> None:
    project("a")
    project("b")
    first = audit("--store=a.db")
    assert "\n2 looked at\n" in first.out and first.out.endswith("This is run 1 in a.db.\n")
    project("b", views=FALSE)
    second = audit("--store=a.db")
    assert "\n1 looked at, 1 unchanged since they were looked at\n" in second.out
    assert query("a.db", "SELECT count(*) FROM project") == [(3,)]
    assert audit("--store=a.db", "--json-lines").out == audit("--json-lines").out


def test_other_options_have_results_of_their_own(project: MakeProject, audit: Audit) -> None:
    project("a")
    for arguments in ([], ["--session-expiry-profile=nist-aal2"], [], ["--session-expiry-profile=nist-aal2"]):
        audit("--store=a.db", *arguments)
    assert query("a.db", "SELECT count(*) FROM project") == [(2,)]
    assert query("a.db", "SELECT count(*) FROM run") == [(4,)]


def test_better_and_worse(project: MakeProject, audit: Audit) -> None:
    project("a", age=3600)
    project("b", views=FALSE)
    project("gone")
    limit = "--session-expiry-max-age=7200"
    first = audit("--store=a.db", "--since=last", "--fail-on=worse", limit, "a", "b", "gone")
    assert first.code == 0 and "Since" not in first.out  # the first night of a job
    project("a", age=86_400)
    (Path("b") / "views.py").unlink()
    project("new")
    done = audit("--store=a.db", "--since=last", "--fail-on=worse", limit, "a", "b", "new")
    assert done.code == 1
    assert ": 1 project worse, 1 better, 1 new, 1 gone\n" in done.out
    assert (
        "  worse: a\n    SESSION_COOKIE_AGE: longer than two hours (no)\n    sessions live one day, not one hour\n"
        in done.out
    )
    assert "  better, not any more: b\n    DSE202 views.py:2 bool-expiry\n" in done.out
    assert "  new: new\n  gone: gone\n" in done.out
    assert audit("--store=a.db", "--since=2", "--fail-on=worse", limit, "-q", "a", "b", "new").code == 0
    assert "there is no finished run 9" in audit("--store=a.db", "--since=9", "a").err


def test_a_page(project: MakeProject, audit: Audit, folder: Path) -> None:
    project("a")
    done = audit("--html=page.html")
    assert done.out.startswith("Wrote page.html.\n1 project: ")
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert audit("--html=gone/page.html").err.endswith("cannot be written: No such file or directory\n")


def started(*arguments: str) -> subprocess.Popen[str]:
    """
    The command as a user starts it: not with SIGINT ignored, as a shell does it for what runs in the background (these
    tests, perhaps).
    """
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


MANY = 100
"""Projects: so many that some are left, also where this process waits for a processor."""


def wait_for_results(path: str, number: int) -> None:
    """Until so many are stored."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        try:
            if query(path, "SELECT count(*) FROM run_project")[0][0] >= number:  # type: ignore[operator]
                return
        except sqlite3.Error:
            pass
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_goes_on_where_it_was_stopped(project: MakeProject, audit: Audit, number: signal.Signals, code: int) -> None:
    for each in range(MANY):
        project(f"p{each:03}", age=86400 * (each + 1))
    with started("--store=a.db", "--jobs=1", "--json-lines", ".") as command:
        wait_for_results("a.db", 3)
        command.send_signal(number)
        out, err = command.communicate()
    assert (command.returncode, out) == (code, "") and err in {"", "interrupted\n"}
    ((before,),) = query("a.db", "SELECT count(*) FROM run_project")
    assert isinstance(before, int) and 3 <= before < MANY
    kept = query("a.db", "SELECT id, folder, document FROM project ORDER BY id")
    done = audit("--store=a.db", "--jobs=1", ".")
    assert f"\n{MANY - before} looked at, {before} unchanged since they were looked at\n" in done.out
    assert query("a.db", "SELECT id, finished IS NULL FROM run") == [(1, 0)]  # one run
    assert query("a.db", f"SELECT id, folder, document FROM project WHERE id <= {before} ORDER BY id") == kept
    assert query("a.db", "SELECT count(*), count(DISTINCT folder) FROM project") == [(MANY, MANY)]
    ages = query("a.db", "SELECT words FROM setting WHERE name = 'SESSION_COOKIE_AGE'")
    assert len(ages) == len(set(ages)) == MANY
    assert audit("--json-lines", ".").out == audit("--store=a.db", "--json-lines", ".").out


def test_ctrl_c_on_a_terminal_ends_all_processes(project: MakeProject, folder: Path) -> None:
    """A terminal sends it to each of them; only the command says something."""
    for each in range(40):
        project(f"p{each:02}")
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with Terminal([*COMMAND, "--store=a.db", "--jobs=2", "."], folder, environment) as terminal:
        deadline = time.monotonic() + 120
        terminal.read_until(b"Auditing", 1, deadline)
        wait_for_results("a.db", 2)
        terminal.press(CTRL_C)
        assert terminal.wait(deadline) == 130
        seen = terminal.seen
    assert seen.rstrip().endswith(b"interrupted") and b"Traceback" not in seen
    ((stored,),) = query("a.db", "SELECT count(*) FROM run_project")
    assert isinstance(stored, int) and 2 <= stored < 40


def test_two_at_once_are_refused(project: MakeProject, audit: Audit) -> None:
    for each in range(20):
        project(f"p{each}")
    with started("--store=a.db", "--jobs=1", "-q", ".") as command:
        wait_for_results("a.db", 1)
        done = audit("--store=a.db", ".")
        assert done.code == 2 and done.err.endswith("error: --store: a.db: another audit uses it now\n")
        command.communicate()
    assert command.returncode == 0


# -- hostile projects --------------------------------------------------------------------------------------------------


def test_hostile_projects_cost_a_line_each(project: MakeProject, audit: Audit, folder: Path) -> None:
    project("good", views=FALSE)
    loop = project("loop")
    (loop / "again").symlink_to(loop)
    (loop / "session.py").symlink_to("session.py")
    unreadable = project("unreadable", **{"broken.py": "request.session.set_expiry(\n"})
    os.mkfifo(unreadable / "pipe.py")
    (unreadable / "session.py").symlink_to("nowhere")
    circle = {f"config/{name}.py": f"from .{other} import *\n" for name, other in ("ab", "ba")}
    project("endless", settings="from .a import *\n", **circle)
    pipe = project("pipe")
    (pipe / "config" / "settings.py").unlink()
    os.mkfifo(pipe / "config" / "settings.py")
    zero = project("zero")
    (zero / "config" / "settings.py").unlink()
    (zero / "config" / "settings.py").symlink_to("/dev/zero")
    project("deep", settings="X = " + "(" * 150 + "1" + ")" * 150 + "\nY = " + "-" * 5000 + "1\n")
    huge = project("huge")
    with (huge / "views.py").open("wb") as file:
        file.truncate(10_000_000_000)
    project("<b>\x1b[31m\n&")
    project(os.fsdecode(b"bytes\xff"))
    done = audit("--json-lines", "--timeout=120")
    assert (done.code, done.err) == (0, "")
    found = {line["project"]: line for line in done.lines}
    assert len(found) == 10 and found["good"]["codes"] == {"DSE202": 1} and found["good"]["problems"] == []
    assert found["loop"]["problems"] == ["session.py: cannot be read: Too many levels of symbolic links"]
    assert found["unreadable"]["problems"] == [
        "broken.py: cannot be parsed: '(' was never closed (line 1)",
        "pipe.py: cannot be read: is a pipe",
        "session.py: cannot be read: No such file or directory",
    ]
    assert found["endless"]["modules"] and found["endless"]["problems"] == []
    assert found["huge"]["problems"] == ["views.py: cannot be read: it has more than 200,000,000 bytes"]
    assert "config/settings.py: cannot be read: is a pipe" in found["pipe"]["problems"]
    assert "config/settings.py: cannot be read: is not a regular file" in found["zero"]["problems"]
    summary = audit("--html=page.html")
    assert summary.code == 0 and "\x1b" not in summary.out and "<b>\\x1b[31m\\n&" in summary.out
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "<b>" not in page and "&lt;b&gt;\\x1b[31m\\n&amp;" in page


def test_a_project_that_takes_too_long_is_given_up(project: MakeProject, audit: Audit) -> None:
    project("a")
    done = audit("--json-lines", "--timeout=0.01", "--store=a.db")
    (line,) = done.lines
    assert done.code == 0 and line["fingerprint"] is None and "longer than 0.01 seconds" in line["problems"][0]
    assert "1 given up" in audit("--timeout=0.01", "--store=a.db").out  # the next run tries it again
    assert "1 looked at" in audit("--store=a.db").out


def test_nothing_of_a_project_is_imported(project: MakeProject, folder: Path) -> None:
    trap = "import pathlib; pathlib.Path(__file__).with_suffix('.run').touch()\n"
    names = ("libcst", "flake8", "json", "rich", "sqlite3", "config/settings", "sitecustomize")
    project("a", **{f"{name}.py": trap for name in names})
    for place in (folder, folder / "a"):
        done = subprocess.run([*COMMAND, "--json-lines", str(folder / "a")], cwd=place, capture_output=True, check=True)
        assert json.loads(done.stdout)["project"] in {"a"}
    assert [*folder.rglob("*.run")] == []


def test_nothing_heavy_is_imported_for_help() -> None:
    program = (
        "import sys; from flake8_session_expiry.audit import cli\n"
        "print({'libcst', 'rich', 'distributed', 'dask', 'sqlite3', 'multiprocessing', 'concurrent'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert "exit codes: 0 the audit was made" in out and "--store audit.db --since last --fail-on=worse" in out

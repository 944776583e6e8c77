"""
One file never costs another: whatever it makes a part of ours raise is one line about that file, with how to report it.
"""

from __future__ import annotations

import ast
import io
import json
import multiprocessing
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import libcst as cst
import pytest
from libcst.codemod import CodemodContext, TransformFailure, TransformSkip, transform_module

from flake8_session_expiry.codemod import FixSessionExpiry
from flake8_session_expiry.engine.failures import fixer_command
from flake8_session_expiry.engine.findings import Finding, Fix
from flake8_session_expiry.files import process_pool
from flake8_session_expiry.fix.__main__ import main as fix_script
from flake8_session_expiry.fix.cli import main as fix
from flake8_session_expiry.plugin import SessionExpiryPlugin
from flake8_session_expiry.policy.__main__ import main as policy_script
from flake8_session_expiry.policy.cli import main as policy
from flake8_session_expiry.rules.expiry_values.dse202_bool_expiry import BoolExpiry
from flake8_session_expiry.sessions.event_emitter import EventEmitter
from tests.policy.conftest import MIDDLEWARE

ROOT = Path(__file__).parents[1]
PACKAGE = "flake8_session_expiry."
FALSE, ZERO = "request.session.set_expiry(False)\n", "request.session.set_expiry(0)\n"
BAD = f"# fails\n{FALSE}"
Capture = pytest.CaptureFixture[str]
BreakAt: TypeAlias = Callable[[str, Exception], None]

BUG = "; this is a bug of flake8-session-expiry: please report what `{} --traceback{}` prints"
FIX_BUG = BUG.format("flake8-session-expiry-fix --check", " {}")
POLICY_BUG = BUG.format("flake8-session-expiry-policy", "")
ERRORS = [
    pytest.param(ZeroDivisionError("two\nlines"), "(ZeroDivisionError: two lines)", id="an error"),
    pytest.param(RecursionError(), "(RecursionError)", id="recursion"),
    pytest.param(UnicodeError("surrogates"), "(UnicodeError: surrogates)", id="a value error"),
    pytest.param(OSError(5, "Input/output error"), "(OSError: [Errno 5] Input/output error)", id="a system error"),
    pytest.param(MemoryError(), "(there is not enough memory for it)", id="memory"),
]


def is_about_the_bad_file(thing: object) -> bool:
    """Whether something that a function of ours is given has to do with the file that fails."""
    if isinstance(thing, str | bytes):
        return "bad.py" in str(thing) or "# fails" in str(thing)
    parts = ("name", "text", "path", "source", "job", "settings", "context", "filename")
    return any(is_about_the_bad_file(getattr(thing, part)) for part in parts if hasattr(thing, part))


@pytest.fixture
def break_at(monkeypatch: pytest.MonkeyPatch) -> BreakAt:
    """Makes a function of ours raise where it has to do with ``bad.py``."""

    def breaks(place: str, error: Exception) -> None:
        owner = pkgutil.resolve_name(PACKAGE + place.rpartition(".")[0])
        real = getattr(owner, place.rpartition(".")[2])

        def fails(*arguments: object, **more: object) -> object:
            if any(map(is_about_the_bad_file, (*arguments, *more.values()))):
                raise error
            return real(*arguments, **more)

        monkeypatch.setattr(owner, place.rpartition(".")[2], fails)

    return breaks


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that fails between two that do not."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.py", FALSE), ("bad.py", BAD), ("c.py", FALSE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def assert_the_others_are_repaired(project: Path) -> None:
    """The file that fails is as it was."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in project.glob("*.py")}
    assert texts == {"a.py": ZERO, "bad.py": BAD, "c.py": ZERO}
    assert not list(project.glob(".session-expiry-fix-*"))


# Where it fails, and what the line about the file says before the error.
FIXER_PLACES = {
    "files.candidates.can_matter": " was not looked at",
    "engine.decoding.decode": " was not repaired",
    "fix.one_file.selection": " was not repaired",
    "fix.passes.fix_source": " was not repaired",
    "fix.passes.SourceFile": " was not repaired",
    "settings.project_facts.with_facts": "1:1: DSE900 this file was not analysed",
    "runner.analyse": "1:1: DSE900 this file was not analysed",
    "engine.source.too_many_nodes": "1:1: DSE900 this file was not analysed",
    "runner._finding": "1:1: DSE900 this file was not analysed",
    "fix.passes.apply_repairs": " was not repaired",
    "fix.passes._left": " was not repaired",
    "fix.one_file._encoded": " was not repaired",
    "fix.one_file.write": " was not written",
}
ZERO_DIVISION = ERRORS[0].values
FAILURES = [pytest.param(place, *ZERO_DIVISION, id=place) for place in FIXER_PLACES]
FAILURES += [pytest.param("settings.project_facts.with_facts", *error.values, id=str(error.id)) for error in ERRORS[1:]]
FAILURES += [
    pytest.param("fix.one_file.write", *error.values, id=f"{error.id} when it is written") for error in ERRORS[1:]
]


@pytest.mark.parametrize(("place", "error", "words"), FAILURES)
def test_failure_in_the_fixer_is_one_line(
    place: str, error: Exception, words: str, project: Path, break_at: BreakAt, capsys: Capture
) -> None:
    break_at(place, error)
    assert fix(["a.py", "bad.py", "c.py"]) == 2
    line = f"error: bad.py:{FIXER_PLACES[place]} {words}{FIX_BUG.format('bad.py')}\n"
    if isinstance(error, MemoryError):
        line = f"error: bad.py:{FIXER_PLACES[place].replace('DSE900', 'DSE901')} {words}\n"
    assert capsys.readouterr().err == line
    assert_the_others_are_repaired(project)


@pytest.mark.parametrize("place", ["fix.passes.fix_source", "settings.project_facts.with_facts", "fix.one_file.write"])
def test_failure_in_one_of_several_processes_is_one_line(
    place: str, project: Path, break_at: BreakAt, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The processes are copies of this one where the system can copy processes: they fail at the same place."""
    if multiprocessing.get_start_method() != "fork":
        multiprocessing.set_start_method("fork", force=True)
    monkeypatch.setattr(process_pool, "_BYTES_A_PROCESS", 10)
    break_at(place, ZeroDivisionError())
    assert fix(["-j2", "a.py", "bad.py", "c.py"]) == 2
    line = f"error: bad.py:{FIXER_PLACES[place]} (ZeroDivisionError){FIX_BUG.format('bad.py')}\n"
    assert capsys.readouterr().err == line
    assert_the_others_are_repaired(project)


def test_failure_in_the_diff_is_one_line(project: Path, break_at: BreakAt, capsys: Capture) -> None:
    break_at("fix.diff.diff_of", ZeroDivisionError())
    assert fix(["--diff", "a.py", "bad.py", "c.py"]) == 2
    out, err = capsys.readouterr()
    assert err.startswith("error: bad.py: was not repaired (ZeroDivisionError);")
    assert out.count("--- ") == 2


def test_standard_input(project: Path, break_at: BreakAt, monkeypatch: pytest.MonkeyPatch) -> None:
    break_at("fix.passes.fix_source", ZeroDivisionError())
    out, err = io.BytesIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
    monkeypatch.setattr(sys, "stderr", err)
    assert fix(["-", "--stdin-filename=shop/views.py"]) == 2
    assert out.getvalue() == BAD.encode()
    assert err.getvalue().startswith("error: shop/views.py: was not repaired (ZeroDivisionError);")


def test_a_rule_that_fails_is_reported_with_its_place(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(rule: BoolExpiry, finding: Finding) -> Fix | None:
        raise ZeroDivisionError

    monkeypatch.setattr(BoolExpiry, "fix", fails)
    assert fix(["--check", "bad.py"]) == 2
    line = f"error: bad.py:2:28: DSE900 rule DSE202 failed here (ZeroDivisionError){FIX_BUG.format('bad.py')}\n"
    assert capsys.readouterr().err == line


def test_the_command_to_report_it_shows_where(project: Path, break_at: BreakAt, capsys: Capture) -> None:
    break_at("settings.project_facts.with_facts", ZeroDivisionError("here"))
    assert fix(["--check", "--traceback", "a.py", "bad.py"]) == 2
    err = capsys.readouterr().err
    assert (
        "Traceback (most recent call last)" in err
        and "in check_with_rules" in err
        and "ZeroDivisionError: here\n" in err
    )
    assert fix(["--check", "bad.py"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_command_to_report_it_can_be_copied() -> None:
    assert fixer_command("shop/views.py").endswith("--traceback shop/views.py")
    assert fixer_command("a file's name.py").endswith("--traceback 'a file'\"'\"'s name.py'")
    assert fixer_command("new\nline.py").endswith("--traceback FILE")


@pytest.mark.parametrize(("error", "words"), ERRORS)
@pytest.mark.parametrize(
    "place",
    ["settings.project_facts.with_facts", "check.check_source", "runner.rule_of", "engine.source.too_many_nodes"],
)
def test_failure_in_the_plugin_is_a_finding(
    place: str, error: Exception, words: str, break_at: BreakAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "runner.rule_of":

        def fails(code: str) -> None:
            raise error

        monkeypatch.setattr(f"{PACKAGE}runner.rule_of", fails)
    else:
        break_at(place, error)
    ((line, column, text, _),) = SessionExpiryPlugin(ast.parse(BAD), "bad.py", BAD.splitlines(keepends=True)).run()
    assert (line, column) == (1, 0)
    if isinstance(error, MemoryError):
        assert text == f"DSE901 this file was not analysed {words}"
    else:
        assert text == f"DSE900 this file was not analysed {words}{FIX_BUG.format('bad.py')}"


def test_flake8_goes_on_with_the_next_file(project: Path) -> None:
    program = (
        "import flake8_session_expiry.settings.project_facts as facts\n"
        "real = facts.with_facts\n"
        "def fails(options, name):\n"
        "    if 'bad' in name:\n"
        "        raise RecursionError\n"
        "    return real(options, name)\n"
        "facts.with_facts = fails\n"
        "from flake8.main.cli import main\n"
        "raise SystemExit(main(['-j1', '--isolated', '--select=DSE', '--format=%(path)s %(code)s', '.']))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == "" and done.returncode == 1
    assert done.stdout.split("\n") == ["./a.py DSE202", "./bad.py DSE900", "./c.py DSE202", ""]


@pytest.mark.parametrize("place", ["codemod.fix_source", "settings.project_facts.with_facts"])
def test_failure_in_the_codemod_is_a_warning(place: str, break_at: BreakAt) -> None:
    break_at(place, ZeroDivisionError())
    context = CodemodContext(filename="bad.py")
    done = transform_module(FixSessionExpiry(context), BAD)
    failed = f"(ZeroDivisionError){FIX_BUG.format('bad.py')}"
    if place == "codemod.fix_source":
        assert isinstance(done, TransformSkip)
        assert done.warning_messages == [f"bad.py: this file was not repaired {failed}"]
    else:
        assert not isinstance(done, TransformFailure)
        assert done.warning_messages == [f"bad.py: 1:1: DSE900 this file was not analysed {failed}"]


@pytest.mark.parametrize(
    "place", ["policy.project.effective_settings", "policy.project.module_policy", "policy.project.Facts"]
)
def test_failure_in_the_report_on_settings_is_one_line(
    place: str, project: Path, break_at: BreakAt, capsys: Capture
) -> None:
    (project / "bad.py").write_text(f"# fails\n{MIDDLEWARE}", encoding="utf-8")
    (project / "good.py").write_text(MIDDLEWARE, encoding="utf-8")
    break_at(place, ZeroDivisionError("two\nlines"))
    assert policy(["bad.py", "good.py", "--json"]) == 2
    out, err = capsys.readouterr()
    assert err == f"error: bad.py: was left out (ZeroDivisionError: two lines){POLICY_BUG}\n"
    assert [module["path"] for module in json.loads(out)["modules"]] == ["good.py"]


@pytest.mark.parametrize(
    "place", ["policy.expiry_calls.with_facts", "policy.expiry_calls.analyse", "engine.source.too_many_nodes"]
)
def test_failure_in_the_report_on_calls_is_one_line(
    place: str, project: Path, break_at: BreakAt, capsys: Capture
) -> None:
    (project / "settings.py").write_text(MIDDLEWARE, encoding="utf-8")
    break_at(place, ZeroDivisionError())
    assert policy(["settings.py", "--json"]) == 2
    out, err = capsys.readouterr()
    assert err == f"error: bad.py: was left out (ZeroDivisionError){POLICY_BUG}\n"
    assert [call["path"] for call in json.loads(out)["calls"]] == ["a.py", "c.py"]


def test_failure_in_the_event_emitter_is_one_line_of_the_report(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: object, node: cst.CSTNode) -> None:
        raise ZeroDivisionError

    (project / "settings.py").write_text(MIDDLEWARE, encoding="utf-8")
    monkeypatch.setattr(EventEmitter, "visit_Attribute", fails)
    assert policy(["settings.py", "--json", "--traceback"]) == 2
    err = capsys.readouterr().err
    assert f"error: bad.py: was left out (ZeroDivisionError){POLICY_BUG}\n" in err and "in fails" in err


@pytest.mark.parametrize("main", [fix_script, policy_script])
def test_a_command_that_fails_altogether(
    main: Callable[[], int], project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its exit code is not the one of a command that found something."""

    def fails() -> int:
        raise ZeroDivisionError

    for command in ("fix", "policy"):
        monkeypatch.setattr(f"{PACKAGE}{command}.cli.main", fails)
    assert main() == 2
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == "error: this is a bug of flake8-session-expiry: please report what follows"
    assert lines[-1] == "ZeroDivisionError"

"""Who reads a setting, in its module and in the rest of the project."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.findings import Replace, Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES
from flake8_session_expiry.options import Options
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting, is_read

NAME = "SESSION_COOKIES_AGE"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A = 1\nA: int = 2\nx.A = 3\nf(A=4)\n", False),
        ("A = 1\nB = A\n", True),
        ("A += 1\n", True),
        ("f(A)\n", True),
        ("A == 1\n", True),
        ("def f(A): pass\ng = lambda A: 1\n", False),
        ("def f(x=A): pass\n", True),
        ("f(x=A)\n", True),
        ("x: A = 1\n", True),
        ("A: int\n", False),
        ("x: int = A\n", True),
        ("settings.A\nself_.A\n", False),
        ("self.A\n", True),
        ("cls.A\n", True),
        ("class Base: pass\nBase.A\n", True),
        ("A.x\n", True),
    ],
)
def test_reads_in_a_module(text: str, read: bool) -> None:
    assert is_read(SourceFile("settings.py", text).tree, "A") is read


@pytest.mark.parametrize(
    ("text", "is_safe"),
    [
        ("A = 5\n", True),
        ("A = 5\nB = A\n", False),
        # The value is that of another name, which only the setting reads.
        ("X = 5\nA = X\n", True),
        ("X = 5\nA = X\nB = X\n", False),
        ("A = X = 5\n", True),
        ("A = X = 5\nB = X\n", False),
        ("A: int = 5\n", True),
        ("X: int = 5\nA = X\nB = X\n", False),
        ("configure(A=5)\n", True),
        ("configure(A=5, B=A)\n", False),
    ],
)
def test_a_repair_is_safe_where_nothing_else_reads_what_it_changes(text: str, is_safe: bool) -> None:
    tree = SourceFile("settings.py", text).tree
    (value,) = tree.of(cst.Integer)
    fix = fix_of_setting(tree, "A", Replace(value, "6"))
    assert fix.safety is (Safety.SAFE if is_safe else Safety.UNSAFE)


def test_one_of_several_changed_values_that_something_else_reads_makes_it_unsafe() -> None:
    tree = SourceFile("settings.py", "X = 5\nA = X\nA = 6\nB = X\n").tree
    edits = [Replace(value, "7") for value in tree.of(cst.Integer)]
    assert fix_of_setting(tree, "A", *edits).safety is Safety.UNSAFE
    assert fix_of_setting(tree, "A", edits[1]).safety is Safety.SAFE


def project(root: Path, view: str) -> Path:
    """A project with a misnamed setting; its settings module."""
    (root / "manage.py").write_text("os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n")
    (root / "views.py").write_text(view)
    (root / "settings.py").write_text(f"{NAME} = 3600\nSESSION_EXPIRE_AFTER = 60\nSESSION_OWN = 1\n")
    return root / "settings.py"


def test_a_name_that_nothing_in_the_project_reads_is_reported(tmp_path: Path) -> None:
    path = project(tmp_path, "")
    source = SourceFile(str(path), path.read_text())
    assert [(f.line, f.code) for f in check_source(source, Options())] == [(1, "DSE405"), (2, "DSE405")]
    (tmp_path / "views.py").write_text("timeout = settings.SESSION_EXPIRE_AFTER\n")
    assert [(f.line, f.code) for f in check_source(source, Options())] == [(1, "DSE405")]
    assert [(f.line, f.code) for f in check_source(source, Options(discovery=False))] == [(1, "DSE405")]


@pytest.mark.parametrize(("view", "renamed"), [("", True), (f"age = settings.{NAME}\n", False)])
def test_a_name_that_the_project_reads_is_not_renamed(tmp_path: Path, view: str, renamed: bool) -> None:
    path = project(tmp_path, view)
    result = fix_source(str(path), path.read_text(), Options(), ALL_FIXES)
    assert result.text.startswith("SESSION_COOKIE_AGE = 3600" if renamed else NAME)

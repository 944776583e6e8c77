"""
``benchmarks/mutants.py``: which faults it makes, that a sample can be drawn again, and that the checkout stays as it
is.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.cases_by_line import CasesByLine, traced
from benchmarks.mutants import Copy, Mutant, mutants_of, sample, steps
from flake8_session_expiry.text.length_format import in_words


def changed(text: str) -> set[tuple[str, str]]:
    """(kind, text afterwards) of every mutant of one statement."""
    return {(mutant.kind, mutant.text.strip()) for mutant in mutants_of("x.py", text) if mutant.is_python()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", {("comparison", "a <= b"), ("comparison", "a >= b"), ("statement dropped", "pass")}),
        ("x = a is not b", {("comparison", "x = a is b")}),
        (
            "x = a and b",
            {("and/or", "x = a or b"), ("condition dropped", "x = (a)"), ("condition dropped", "x = (b)")},
        ),
        ("x = not a", {("test turned", "x = (a)")}),
        ("if a:\n    x = b", {("test turned", "if (not (a)):\n    x = b")}),
        ("x = [a for a in b if c]", {("condition dropped", "x = [a for a in b if True]")}),
        ("x = 1", {("number", "x = 0"), ("number", "x = 2")}),
        ("x = 0", {("number", "x = 1")}),
        ("x = 0.5", {("number", "x = 2.0")}),
        ("x = 'a'", {("text", "x = 'ax'")}),
        ("x = True", {("name", "x = False")}),
        ("x = any(a)", {("name", "x = all(a)")}),
        ("x = a.startswith(b)", {("name", "x = a.endswith(b)")}),
        ("x = a + b", {("arithmetic", "x = a - b")}),
        ("x.y = a", {("statement dropped", "pass")}),
        (
            "def f():\n    return a",
            {("return", "def f():\n    return None"), ("statement dropped", "def f():\n    pass")},
        ),
        (
            "def f() -> bool:\n    return a",
            {("return", "def f() -> bool:\n    return (not (a))"), ("statement dropped", "def f() -> bool:\n    pass")},
        ),
        ("for x in a:\n    break", {("statement dropped", "for x in a:\n    continue")}),
        ("import a", set()),
        ("'''What it is.'''", set()),
        ("x: Literal[1]", set()),
        ("@a(frozen=True)\nclass X:\n    x: A = a", set()),
        ("if TYPE_CHECKING:\n    x = 1", set()),
    ],
)
def test_mutations_of_each_kind(text: str, expected: set[tuple[str, str]]) -> None:
    assert changed(text) == expected


TEXT = "\n".join(f"x{number} = a + {number}" for number in range(20)) + "\nx = a < b\n"


def names(mutants: list[Mutant]) -> list[tuple[str, str]]:
    return [(mutant.kind, mutant.text) for mutant in mutants]


def test_a_seed_draws_the_same_sample_again() -> None:
    first = names(sample(list(mutants_of("x.py", TEXT)), 1, 10))
    assert first == names(sample(list(mutants_of("x.py", TEXT)), 1, 10))
    assert first != names(sample(list(mutants_of("x.py", TEXT)), 2, 10))


def test_each_kind_of_change_gets_an_equal_share() -> None:
    kinds = [mutant.kind for mutant in sample(list(mutants_of("x.py", TEXT)), 1, 6)]
    assert sorted(kinds) == ["arithmetic"] * 2 + ["comparison"] * 2 + ["number"] * 2


def test_the_nearest_tests_of_our_packages_exist() -> None:
    root = Path(__file__).parent.parent
    for folder in sorted((root / "flake8_session_expiry").rglob("*.py")):
        path = folder.relative_to(root).as_posix()
        assert steps(path, root), path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one function of which half is tested."""
    root = tmp_path / "root"
    (root / "package").mkdir(parents=True)
    (root / "package" / "__init__.py").touch()
    (root / "package" / "signs.py").write_text("def sign(x):\n    return 0 if x == 0 else x > 0\n")
    (root / "tests" / "package").mkdir(parents=True)
    (root / "tests" / "package" / "test_signs.py").write_text(
        "from package.signs import sign\n\ndef test_sign():\n    assert sign(1) is True\n    assert sign(-1) is False\n"
    )
    (root / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n")
    (root / ".gitignore").write_text("ignored.py\n")
    (root / "ignored.py").touch()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def test_mutants_are_tried_in_a_copy(project: Path, tmp_path: Path) -> None:
    text = (project / "package" / "signs.py").read_text()
    copy = Copy(project, tmp_path / "copy")
    assert not (copy.folder / "ignored.py").exists()
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"results": {}, "lines": {}}))
    by_line = CasesByLine(record)
    outcome = {
        mutant.text.splitlines()[1].strip(): copy.kills(mutant, record, by_line)
        for mutant in mutants_of("package/signs.py", text)
        if mutant.kind == "comparison" and "<=" not in mutant.text
    }
    assert outcome == {
        "return 0 if x != 0 else x > 0": True,
        "return 0 if x == 0 else x >= 0": False,
    }
    assert (copy.folder / "package" / "signs.py").read_text() == text
    assert (project / "package" / "signs.py").read_text() == text


def test_the_cases_of_a_line(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    lines = {"a.py": {"3": "1", "4": "6"}}
    record.write_text(json.dumps({"results": {"x:1": "", "x:2": "", "y:1": ""}, "lines": lines}))
    cases = CasesByLine(record)
    assert cases.running("a.py", 4) == ["x:2", "y:1"]
    assert cases.running("a.py", 9) == ["x:1", "x:2", "y:1"]  # when the module is imported
    assert cases.running("b.py", 1) == ["x:1", "x:2", "y:1"]


def test_lines_that_run_for_a_case_are_recorded() -> None:
    text, lines = traced(lambda: in_words(60))
    assert text == "1 minute"
    assert lines["text/length_format.py"]
    assert not any("test" in path for path in lines)

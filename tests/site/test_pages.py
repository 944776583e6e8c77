"""The pages that are written by hand: what a reader copies works, and tables say what is in their columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
_HEAD = re.compile(r"^\|(?P<cells>.*)\|\n\|[-:| ]+\|$", re.MULTILINE)


def empty_heads(text: str) -> list[str]:
    """The first lines of tables in which a column has no name."""
    return [head[0] for head in _HEAD.finditer(text) if not all(map(str.strip, re.split(r"(?<!\\)\|", head["cells"])))]


def test_a_column_without_a_name_is_noticed() -> None:
    assert empty_heads("| | |\n|---|---|\n| db | yes |\n") and not empty_heads("| a | b |\n|---|---|\n| db | |\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_column_has_a_name(path: Path) -> None:
    assert empty_heads(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_nobody_is_told_to_install_from_where_it_is_not(path: Path) -> None:
    """As long as it is not on PyPI, no command takes it from there. Remove this test when it is."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert [block for block in blocks if re.search(r"(pip|pipx) install '?flake8-session-expiry\b", block)] == []


def test_the_page_about_the_policy_shows_a_whole_report() -> None:
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    report = page.partition("## A whole report")[2].partition("\n## ")[0]
    assert "What to change" in report and "What really ends a session" in report and "Ways out" in report

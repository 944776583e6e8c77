"""How correct code reads: nothing in ``tests/recipes`` is reported by any rule that is on by default."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.options import Options

RECIPES = sorted((Path(__file__).parent / "recipes").glob("*.py"))
FACTS = {
    "nothing known": Options(),
    "database engine": replace(Options(), engine="db", django_version=(5, 2), use_tz=True),
    "signed cookies": replace(Options(), engine="signed_cookies", django_version=(4, 2), use_tz=True),
}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
@pytest.mark.parametrize("facts", FACTS)
def test_nothing_is_reported(path: Path, facts: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert can_matter(text)
    found = check_source(SourceFile("shop/views.py", text), FACTS[facts])
    assert [finding.text for finding in found if finding.code != "DSE312"] == []


def test_there_are_recipes() -> None:
    assert {path.stem for path in RECIPES} >= {"remember_me", "logout", "one_time_keys", "cart", "idle_timeout"}

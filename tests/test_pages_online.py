"""The address of the documentation."""

from __future__ import annotations

import tomllib
from pathlib import Path

from flake8_session_expiry.pages_online import SITE, address, home

ROOT = Path(__file__).parents[1]


def test_the_project_names_the_same_site() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"] == {
        "Documentation": home(),
        "Rules": f"{SITE}rules/index.html",
        "Changelog": f"{SITE}changelog.html",
    }
    assert (ROOT / "docs" / "changelog.md").exists()


def test_the_page_of_a_code() -> None:
    assert address("DSE202") == f"{SITE}rules/dse202_bool_expiry.html"
    assert (ROOT / "docs" / "rules" / "dse202_bool_expiry.md").exists()

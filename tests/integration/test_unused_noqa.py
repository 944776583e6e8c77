"""Comments ``# noqa: DSE…`` beside other tools: the real ruff, which removes what it does not know, and flake8-noqa."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.integration.clones import ROOT

FALSE = "request.session.set_expiry(False)\n"
# The second comment is needed no more.
CODE = f"import os  # noqa: F401, DSE104\n{FALSE}request.session.set_expiry(0)  # noqa: DSE202\n"


def run(folder: Path, *command: str) -> str:
    """What a module of this environment prints."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def configuration_in_documentation() -> str:
    """The ``[tool.ruff.lint]`` that a reader copies."""
    text = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    return text.partition("  [tool.ruff.lint]\n")[2].partition("```")[0].strip()


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")
def test_ruff_leaves_our_comments_where_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text(CODE, encoding="utf-8")
    assert "1 finding silenced" in run(tmp_path, "flake8_session_expiry", "check", "--add-noqa=before 2.0", "views.py")
    commented = file.read_text(encoding="utf-8")
    assert commented.count("DSE") == 3
    external = configuration_in_documentation()
    assert external == 'external = ["DSE"]'
    lines = 'select = ["RUF100", "RUF102", "F401"]\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.ruff.lint]\n{lines}{external}", encoding="utf-8")
    said = run(tmp_path, "ruff", "check", "--fix", "--no-cache", "views.py")
    assert file.read_text(encoding="utf-8") == commented and "All checks passed" in said
    # Without that line they are lost.
    (tmp_path / "pyproject.toml").write_text(f"[tool.ruff.lint]\n{lines}", encoding="utf-8")
    run(tmp_path, "ruff", "check", "--fix", "--no-cache", "views.py")
    assert "DSE202" not in file.read_text(encoding="utf-8")


@pytest.mark.skipif(find_spec("flake8_noqa") is None, reason="flake8-noqa is not installed")
def test_flake8_noqa_finds_those_that_are_not_needed(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(f"{FALSE.rstrip()}  # noqa: DSE202\n{CODE}", encoding="utf-8")
    found = run(tmp_path, "flake8", "--isolated", "--select=DSE,NQA,F401", "views.py")
    assert [line.split(" ")[:2] for line in found.splitlines()] == [
        *(["views.py:2:12:", "NQA103"], ["views.py:3:28:", "DSE202"], ["views.py:4:32:", "NQA102"])
    ]

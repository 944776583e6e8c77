"""Which version of Django is pinned."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.django_version import pinned_django
from tests.projectfiles import write


@pytest.mark.parametrize(
    ("file", "text", "version"),
    [
        ("requirements.txt", "django==5.2.1\n", (5, 2)),
        ("requirements.txt", "# x\nDjango[argon2] == 4.2.11 ; python_version > '3'\n", (4, 2)),
        ("requirements.txt", "Django~=5.1.0\n", (5, 1)),
        ("requirements.txt", "Django==5.2.*\n", (5, 2)),
        ("requirements.txt", "Django>=5.0,<5.1\n", (5, 0)),
        ("requirements.txt", "Django>=5.2,<6\n", (5, 2)),
        ("requirements.txt", "Django>=4.2,<5.0\n", (4, 2)),
        ("requirements.txt", "Django>=4.2\n", None),
        ("requirements.txt", "Django>=4.2,<6\n", None),
        ("requirements.txt", "Django~=5.1\n", None),
        ("requirements.txt", "django-environ==0.11\n", None),
        ("requirements/base.txt", "django==5.2.1\n", (5, 2)),
        ("requirements/base.in", "django==5\n", None),
        ("pyproject.toml", "[project]\ndependencies = ['Django==6.1.3', 'x']\n", (6, 1)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '5.2.3'\n", (5, 2)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = {version = '~=5.2.3', extras = ['x']}\n", (5, 2)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '^5.1'\n", None),
        ("pyproject.toml", "broken = = \n", None),
        ("pyproject.toml", "project = 3\ntool = 3\n", None),
        ("pyproject.toml", "[project]\ndependencies = 'Django==5.2'\n[tool]\npoetry = 3\n", None),
        ("pyproject.toml", "[project]\ndependencies = ['django (>=5.2.1,<5.3.0)']\n", (5, 2)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '~5.1'\n", (5, 1)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '^5.2.1'\n", (5, 2)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '^4.2 || ^5.2'\n", None),
        ("requirements.txt", "Django>=4.2,<4.3\n", (4, 2)),
        ("requirements.txt", "Django<5.3, !=5.2.2, >=5.2\n", (5, 2)),
        ("requirements.txt", "Django<=5.2.9\n", None),
        ("Pipfile", "[packages]\ndjango = '==4.2.20'\n", (4, 2)),
        ("Pipfile.lock", '{"default": {"django": {"markers": {"a": "b"}, "version": "==5.1.2"}}}', (5, 1)),
        ("Pipfile.lock", '{"default": {"django": {}, "x": {"version": "==5.1.2"}}}', None),
        ("Pipfile.lock", "[1]", None),
        ("Pipfile.lock", "{broken", None),
        ("uv.lock", '[[package]]\nname = "django"\nversion = "5.2.7"\n', (5, 2)),
        ("poetry.lock", '[[package]]\nname = "Django"\nversion = "4.2"\n', (4, 2)),
        ("Pipfile.lock", '{"default": {"django": {"hashes": [], "version": "==5.1.2"}}}', (5, 1)),
    ],
)
def test_the_pinned_version(tmp_path: Path, file: str, text: str, version: tuple[int, int] | None) -> None:
    write(tmp_path, {".git/HEAD": "", file: text})
    assert pinned_django(str(tmp_path)) == version


def test_files_that_disagree_pin_nothing(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "requirements/a.txt": "django==5.2\n", "requirements/b.txt": "django==4.2\n"})
    assert pinned_django(str(tmp_path)) is None

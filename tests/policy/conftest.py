"""A project in a temporary folder, and its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.configuration.flake8_config import load
from flake8_session_expiry.policy.cli import COMMAND
from flake8_session_expiry.policy.json_report import as_data
from flake8_session_expiry.policy.project import report
from flake8_session_expiry.policy.report import Policy

Write = Callable[..., Path]
Report = Callable[..., Policy]

MIDDLEWARE = (
    "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware',"
    " 'django.contrib.auth.middleware.AuthenticationMiddleware']\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one."""
    place = tmp_path / "site"
    place.mkdir()
    (place / ".git").mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path))
    return place


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes files: ``write({"config/settings.py": text})``."""

    def write_files(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write_files


@pytest.fixture
def policy() -> Report:
    """The report for a command line."""
    return lambda *arguments: report(load(list(arguments), _no_more_arguments, COMMAND))


def _no_more_arguments(parser: Any) -> None:
    """The report itself needs none."""


@pytest.fixture
def rows(write: Write, policy: Report) -> Callable[..., dict[str, Any]]:
    """The rows of settings of this text (with the usual middleware), by name, as in JSON."""

    def of(text: str, *arguments: str) -> dict[str, Any]:
        write({"settings.py": MIDDLEWARE + text})
        (module,) = as_data(policy("settings.py", *arguments))["modules"]
        return {row["name"]: row for row in module["settings"]}

    return of

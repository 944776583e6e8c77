"""Projects in a temporary folder, and the command on them."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flake8_session_expiry.audit.cli import main
from tests.projectfiles import MANAGE, write

MIDDLEWARE = (
    "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware',"
    " 'django.contrib.auth.middleware.AuthenticationMiddleware']\n"
)
FALSE = "def view(request):\n    request.session.set_expiry(False)\n"


class Done(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Of ``--json-lines``."""
        return [json.loads(line) for line in self.out.splitlines()]


Audit = Callable[..., Done]
MakeProject = Callable[..., Path]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one, and no configuration above it."""
    place = tmp_path / "work"
    place.mkdir()
    (place / ".git").mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(gc, "disable", lambda: None)
    return place


@pytest.fixture
def project(folder: Path) -> MakeProject:
    """
    Writes one: ``project("shop", age=3600)``; ``views`` is the code of its views, ``settings`` more of its settings.
    """

    def made(name: str, *, age: int | None = None, settings: str = "", views: str = "", **files: str) -> Path:
        of_age = "" if age is None else f"SESSION_COOKIE_AGE = {age}\n"
        texts: Mapping[str, str] = {
            "manage.py": MANAGE.format("config.settings"),
            "config/__init__.py": "",
            "config/settings.py": MIDDLEWARE + of_age + settings,
            **({"views.py": views} if views else {}),
            **files,
        }
        return write(folder / name, texts)

    return made


@pytest.fixture
def audit(capfd: pytest.CaptureFixture[str]) -> Audit:
    """Runs the command in this process; the projects are looked at in others."""

    def done(*arguments: object) -> Done:
        code = main([*map(str, arguments)])
        return Done(code, *capfd.readouterr())

    return done

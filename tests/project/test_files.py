"""What is read, and how often."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.project import files
from flake8_session_expiry.project.mentions import is_mentioned
from flake8_session_expiry.settings.effective import effective_settings
from flake8_session_expiry.settings.project_facts import with_facts
from tests.projectfiles import ENGINE, MANAGE, put, write


def engine_of(root: Path) -> str | None:
    """The engine that a view of the project is said to have."""
    return with_facts(Options(), str(root / "app" / "views.py")).engine


def test_each_settings_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {
            "manage.py": MANAGE.format("settings"),
            "settings.py": "from base import *\n",
            "base.py": ENGINE.format("cache"),
        },
    )
    read: list[str] = []

    def counted(file: str, *arguments: object, **more: object) -> IO[Any]:
        read.append(os.path.basename(file))
        return open(file, *arguments, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(files, "open", counted, raising=False)
    for name in ("a.py", "b.py", "app/c.py"):
        assert with_facts(Options(), str(tmp_path / name)).engine == "cache"
    assert sorted(read) == ["base.py", "manage.py", "settings.py"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """Reading a pipe would never end."""
    put(
        tmp_path,
        "site/settings.py",
        "from split_settings.tools import include\ninclude('parts/*.py')\n" + ENGINE.format("db"),
    )
    put(tmp_path, "site/parts/a.txt", "")
    for name in ("manage.py", "pyproject.toml", "requirements.txt", "reader.py", "site/parts/a.py"):
        os.mkfifo(tmp_path / name)
    assert engine_of(tmp_path) is None
    assert not is_mentioned(str(tmp_path), "SESSION_OWN", "settings.py")
    found = effective_settings(str(tmp_path / "site" / "settings.py"))
    assert found.get("SESSION_ENGINE").value == "django.contrib.sessions.backends.db"


def test_a_listing_has_no_hidden_folders_and_no_links_to_folders(tmp_path: Path) -> None:
    for name in (".git", "shop", "b.", "a"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    for name in ("z.py", ".env"):
        (tmp_path / name).write_text("")
    found = files.listing(files.stamp(str(tmp_path)))
    assert [os.path.basename(path) for path in found.folders] == ["a", "b.", "shop"]
    assert [os.path.basename(path) for path in found.files] == [".env", "link", "z.py"]
    assert files.listing(files.stamp(str(tmp_path / "missing"))) == files.Listing()

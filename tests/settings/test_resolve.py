"""Where modules are, in a process that goes on for days (an editor's): files come, change and go."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.rewrites.settings import is_mentioned
from flake8_session_expiry.settings.discovery import with_facts
from flake8_session_expiry.settings.effective import effective_settings
from flake8_session_expiry.settings.resolve import module_file, project_root

ENGINE = "SESSION_ENGINE = 'django.contrib.sessions.backends.{}'\n"
MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"


def put(root: Path, name: str, text: str) -> None:
    """Write a file; its folder gets another time even on a clock of seconds."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    for folder in [path.parent, *path.parent.parents]:
        if folder.is_relative_to(root):
            status = folder.stat()
            os.utime(folder, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000))


def engine_of(root: Path) -> str | None:
    """The engine that a view of the project is said to have."""
    return with_facts(Options(), str(root / "app" / "views.py")).engine


def test_the_root_moves_when_a_manage_appears(tmp_path: Path) -> None:
    put(tmp_path, "pyproject.toml", "")
    put(tmp_path, "backend/site/settings.py", ENGINE.format("file"))
    folder = str(tmp_path / "backend" / "site")
    assert project_root(folder) == str(tmp_path)
    put(tmp_path, "backend/manage.py", MANAGE.format("site.settings"))
    assert project_root(folder) == str(tmp_path / "backend")
    (tmp_path / "backend" / "manage.py").unlink()
    assert project_root(folder) == str(tmp_path)


def test_a_manage_that_appears_is_found(tmp_path: Path) -> None:
    put(tmp_path, ".git", "")
    put(tmp_path, "site/settings.py", ENGINE.format("file"))
    assert engine_of(tmp_path) is None
    put(tmp_path, "manage.py", MANAGE.format("site.settings"))
    assert engine_of(tmp_path) == "file"
    put(tmp_path, "site/settings.py", ENGINE.format("cached_db"))
    assert engine_of(tmp_path) == "cached_db"
    put(tmp_path, "manage.py", MANAGE.format("site.other"))
    assert engine_of(tmp_path) is None
    put(tmp_path, "site/other.py", ENGINE.format("db"))
    assert engine_of(tmp_path) == "db"


@pytest.mark.parametrize(
    ("drawn_in", "name"),
    [
        ("try:\n    from .local import *\nexcept ImportError:\n    pass\n", "site/local.py"),
        ("try:\n    from site.local import *\nexcept ImportError:\n    pass\n", "site/local.py"),
        ("try:\n    from .parts.local import *\nexcept ImportError:\n    pass\n", "site/parts/local.py"),
        ("try:\n    from .local import *\nexcept ImportError:\n    pass\n", "site/local/__init__.py"),
        ("try:\n    from .local import SESSION_ENGINE\nexcept ImportError:\n    pass\n", "site/local.py"),
        ("from split_settings.tools import include, optional\ninclude(optional('local.py'))\n", "site/local.py"),
        ("from split_settings.tools import include, optional\ninclude(optional('parts/*.py'))\n", "site/parts/a.py"),
    ],
)
def test_a_module_that_is_drawn_in_appears(tmp_path: Path, drawn_in: str, name: str) -> None:
    put(tmp_path, ".git", "")
    put(tmp_path, "site/parts/other.txt", "")
    put(tmp_path, "manage.py", MANAGE.format("site.settings"))
    put(tmp_path, "site/settings.py", ENGINE.format("file") + drawn_in)
    path = str(tmp_path / "site" / "settings.py")
    before = effective_settings(path).get("SESSION_ENGINE").value
    assert before != "django.contrib.sessions.backends.db"
    put(tmp_path, name, ENGINE.format("db"))
    possible = effective_settings(path).get("SESSION_ENGINE").possible
    assert "django.contrib.sessions.backends.db" in {p.worth.constant for p in possible if p.worth is not None}


@pytest.mark.parametrize(
    "change",
    [
        lambda root: put(root, "app/views.py", "settings.SESSION_OWN\n"),
        lambda root: put(root, "app/new.py", "settings.SESSION_OWN\n"),
        lambda root: put(root, "app/deep/new.py", "settings.SESSION_OWN\n"),
    ],
)
def test_a_reader_that_appears_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    put(tmp_path, "app/views.py", "pass\n")
    assert not is_mentioned(str(tmp_path), "SESSION_OWN", "settings.py")
    change(tmp_path)
    assert is_mentioned(str(tmp_path), "SESSION_OWN", "settings.py")


def test_a_module_that_goes(tmp_path: Path) -> None:
    put(tmp_path, "manage.py", "")
    put(tmp_path, "site/base.py", "")
    importer = str(tmp_path / "site" / "settings.py")
    assert module_file("base", 1, importer) == str(tmp_path / "site" / "base.py")
    (tmp_path / "site" / "base.py").unlink()
    assert module_file("base", 1, importer) is None


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

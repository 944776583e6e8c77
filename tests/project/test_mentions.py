"""Whether a project mentions a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_session_expiry.project.mentions import is_mentioned, reads_setting
from tests.projectfiles import put, write

NAME = "SESSION_COOKIES_AGE"


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


def test_mentions_in_a_project(tmp_path: Path) -> None:
    write(tmp_path, {"settings.py": f"{NAME} = 3600\n", "views.py": f"settings.{NAME}_LONG\n", "venv/x.py": NAME})
    path = tmp_path / "settings.py"
    assert not is_mentioned(str(tmp_path), NAME, str(path))
    assert is_mentioned(str(tmp_path), f"{NAME}_LONG", str(path))
    assert not is_mentioned(str(tmp_path / "nowhere"), NAME, str(path))


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (f"x = settings.{NAME}\n", True),
        (f"if conf.settings.{NAME} == 1: pass\n", True),
        (f"getattr(settings, '{NAME}', None)\n", True),
        (f'getattr(settings, "{NAME}")\n', True),
        (f"settings.{NAME} = 1\n", False),
        (f"settings.{NAME}_LONG\n", False),
        (f"{NAME} = 1\n", False),
        (f"@override_settings({NAME}=1)\n", False),
    ],
)
def test_readers_of_a_setting(tmp_path: Path, text: str, reads: bool) -> None:
    write(tmp_path, {"settings.py": f"settings.{NAME}\n", "views.py": text, "notes.txt": f"settings.{NAME}"})
    assert reads_setting(str(tmp_path), NAME, str(tmp_path / "settings.py")) is reads
    assert not reads_setting(None, NAME, "settings.py")

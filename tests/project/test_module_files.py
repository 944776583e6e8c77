"""Where modules are, in a process that goes on for days (an editor's): files come, change and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.settings.effective import effective_settings
from tests.projectfiles import ENGINE, MANAGE, put


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
    assert "django.contrib.sessions.backends.db" in {p.value.constant for p in possible if p.value is not None}


def test_a_module_that_goes(tmp_path: Path) -> None:
    put(tmp_path, "manage.py", "")
    put(tmp_path, "site/base.py", "")
    importer = str(tmp_path / "site" / "settings.py")
    assert module_file("base", 1, importer) == str(tmp_path / "site" / "base.py")
    (tmp_path / "site" / "base.py").unlink()
    assert module_file("base", 1, importer) is None

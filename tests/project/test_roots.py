"""Which folder is the root of a project, in a process that goes on for days (an editor's)."""

from __future__ import annotations

from pathlib import Path

from flake8_session_expiry.project.roots import project_root
from tests.projectfiles import ENGINE, MANAGE, put


def test_the_root_moves_when_a_manage_appears(tmp_path: Path) -> None:
    put(tmp_path, "pyproject.toml", "")
    put(tmp_path, "backend/site/settings.py", ENGINE.format("file"))
    folder = str(tmp_path / "backend" / "site")
    assert project_root(folder) == str(tmp_path)
    put(tmp_path, "backend/manage.py", MANAGE.format("site.settings"))
    assert project_root(folder) == str(tmp_path / "backend")
    (tmp_path / "backend" / "manage.py").unlink()
    assert project_root(folder) == str(tmp_path)

"""Which project a file belongs to, and with which settings it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from tests.projectfiles import ENGINE, write


@pytest.mark.parametrize("name", ["-", "stdin", ""])
def test_a_text_without_a_name_has_no_project(name: str) -> None:
    assert project_of(Options(), name) is None


@pytest.mark.parametrize(
    "entry",
    [
        "S = 'site.settings'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', S)",
        "# os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'old')\nos.environ['DJANGO_SETTINGS_MODULE'] ="
        " 'site.settings'",
        "'os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"old\")'\nos.environ.update({'DJANGO_SETTINGS_MODULE':"
        " 'site.settings'})",
        "os.environ.setdefault(\n    'DJANGO_SETTINGS_MODULE',\n    'site.' 'settings',\n)",
    ],
)
def test_what_an_entry_point_names(tmp_path: Path, entry: str) -> None:
    files = {
        "manage.py": f"import os\n{entry}\n",
        "site/settings.py": ENGINE.format("file"),
        "old.py": ENGINE.format("db"),
    }
    write(tmp_path, {**files, "site.py": ENGINE.format("cache")})
    project = project_of(Options(), str(tmp_path / "app" / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "site" / "settings.py"), None),)

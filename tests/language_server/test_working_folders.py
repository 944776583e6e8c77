"""In which folder a file is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.language_server.working_folders import configuration_stamps, working_folder
from tests.projectfiles import write

FLAKE8 = "[flake8]\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder, above all projects."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ([], "work"),
        (["work/setup.cfg"], "work"),
        (["work/backend/setup.cfg"], "work/backend"),
        (["work/backend/setup.cfg", "work/backend/shop/.flake8"], "work/backend/shop"),
        (["work/tox.ini", "work/backend/setup.cfg"], "work"),
        (["work/frontend/setup.cfg"], "work"),
        (["setup.cfg", "work/backend/setup.cfg"], "work/backend"),
    ],
)
def test_folder_in_a_workspace(home: Path, files: list[str], folder: str) -> None:
    write(home, {"work/backend/shop/views.py": "", **dict.fromkeys(files, FLAKE8)})
    found = working_folder(str(home / "work/backend/shop/views.py"), str(home / "work"))
    assert found == str(home / folder)


def test_other_sections_are_no_configuration(home: Path) -> None:
    write(home, {"work/backend/setup.cfg": "[metadata]\n", "work/backend/pyproject.toml": "[tool.ruff]\n"})
    assert working_folder(str(home / "work/backend/views.py"), str(home / "work")) == str(home / "work")


def test_own_section_is_one(home: Path) -> None:
    write(home, {"work/backend/pyproject.toml": "[tool.flake8-session-expiry]\n"})
    assert working_folder(str(home / "work/backend/views.py"), str(home / "work")) == str(home / "work/backend")


def test_file_outside_of_a_workspace(home: Path) -> None:
    path = str(home / "site/shop/views.py")
    write(home, {"site/shop/views.py": "", "site/manage.py": ""})
    assert working_folder(path, None) == str(home / "site")
    write(home, {"site/shop/.flake8": FLAKE8})
    assert working_folder(path, None) == str(home / "site/shop")


def test_documents_without_a_folder(home: Path) -> None:
    (home / "work").mkdir()
    assert working_folder(None, str(home / "work")) == str(home / "work")
    assert working_folder(None, None) == str(home)
    assert working_folder(str(home / "work/removed/views.py"), str(home / "removed")) == str(home / "work")


def test_stamps_change_with_any_file_above(home: Path) -> None:
    folder = str(home / "work")
    write(home, {"work/a.py": ""})
    before = configuration_stamps(folder)
    assert configuration_stamps(folder) == before
    write(home, {"tox.ini": FLAKE8})
    assert configuration_stamps(folder) != before

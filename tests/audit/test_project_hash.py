"""The fingerprint: it changes with everything that a result is made of, and with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_session_expiry.audit import project_hash
from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.project_hash import ProjectHash
from tests.audit.conftest import FALSE, MakeProject
from tests.projectfiles import write

SHOP = Path(__file__).parents[2] / "examples" / "shop"


@pytest.fixture
def shop(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the current folder."""
    made = project("shop", views=FALSE, **{"templates/a.html": "<a>"})
    monkeypatch.chdir(made)
    return made


def fingerprint(*arguments: str, reads: tuple[str, ...] = ()) -> str:
    """Of the project in the current folder."""
    return ProjectHash(os.getcwd(), configured(arguments), (), ()).fingerprint(reads)


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: write(shop, {"views.py": ""}),
        lambda shop: write(shop, {"new/__init__.py": ""}),
        lambda shop: write(shop, {"requirements.txt": "Django==5.2.1"}),
        lambda shop: write(shop, {"requirements/base.in": "Django==5.2.1"}),
        lambda shop: write(shop, {"pyproject.toml": ""}),
        lambda shop: write(shop, {"config/.env": "DEBUG=1"}),
        lambda shop: write(shop, {"templates/a.html": "<b>"}),
        lambda shop: write(shop, {"Pipfile.lock": "{}"}),
        lambda shop: write(shop, {".flake8": "[flake8]\nextend-ignore = DSE202"}),
        lambda shop: write(shop.parent, {"requirements.txt": "Django==5.2.1"}),
        lambda shop: write(shop.parent, {"manage.py": ""}),
        lambda shop: (shop / "views.py").unlink(),
        lambda shop: (shop / "views.py").rename(shop / "view.py"),
        lambda shop: (shop / "empty").mkdir(),
        lambda shop: (shop / "views.py").rename(shop / "config" / "views.py"),
        lambda shop: (shop / "gone.py").symlink_to("nowhere"),
        lambda shop: os.mkfifo(shop / "pipe.py"),
    ],
)
def test_what_is_read_counts(shop: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint()
    change(shop)
    assert fingerprint() != before


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: write(shop, {".git/index.py": "x"}),
        lambda shop: write(shop, {"node_modules/p/setup.py": "x"}),
        lambda shop: write(shop, {"config/__pycache__/a.pyc": "x"}),
        lambda shop: write(shop.parent, {"other/views.py": "x"}),
        lambda shop: os.utime(shop / "views.py", (1, 1)),
        lambda shop: (shop / "views.py").chmod(0o600),
    ],
)
def test_what_is_not_read_does_not_count(shop: Path, change: Callable[[Path], object]) -> None:
    write(shop, {".git/x": "", "node_modules/x": "", "config/__pycache__/x": ""})
    before = fingerprint()
    change(shop)
    assert fingerprint() == before


def test_images_count_by_their_names_and_environments_not_at_all(shop: Path) -> None:
    write(shop, {"a.png": "1", "venv/pyvenv.cfg": "", "venv/lib/a.py": "1"})
    before = fingerprint()
    write(shop, {"a.png": "2", "venv/lib/a.py": "2"})
    assert fingerprint() == before


def test_options_count(shop: Path) -> None:
    before = fingerprint()
    assert fingerprint("--jobs=2", "--color=never", "--json-lines", "--timeout=5", "-q") == before
    for option in ("--isolated", "--session-expiry-profile=nist-aal2", "--extend-select=DSE208", "--disable-noqa"):
        assert (fingerprint(option) == before) is (option == "--isolated")  # there is no configuration to ignore


def test_versions_count(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr(project_hash, "versions", lambda: {"Python": "4"})
    assert fingerprint() != before


def test_its_own_place_is_not_part_of_it(shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.chdir(shutil.copytree(shop, folder / "twin"))
    assert fingerprint() == before


def test_other_files_that_were_read_count(shop: Path) -> None:
    found = ProjectHash(str(shop), configured([]), (), ())
    beyond = found.beyond(["views.py", str(shop / "config" / "settings.py"), "../beside.py", "config/.env", "no/x.py"])
    assert beyond == ("../beside.py",)  # a missing file in a listed folder is known to be missing
    before = found.fingerprint(beyond)
    assert found.fingerprint(()) != before
    write(shop.parent, {"beside.py": "X = 1"})
    assert found.fingerprint(beyond) != before
    assert found.beyond(["views.py", "../beside.py"]) == ("../beside.py",)


def test_large_files_are_not_read(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_hash, "MOST_BYTES", 10)
    write(shop, {"views.py": "x" * 11})
    before = fingerprint()
    write(shop, {"views.py": "y" * 12})
    assert fingerprint() == before
    write(shop, {"views.py": "y" * 10})
    assert fingerprint() != before


_RECORDING = """
import os, sys
opened = set()
sys.addaudithook(lambda event, args: opened.add(args[0]) if event == "open" and isinstance(args[0], str) else None)
from flake8_session_expiry.audit import project_result
from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.project_hash import ProjectHash
from flake8_session_expiry.audit.requests import ProjectRequest
folder = sys.argv[1]
os.chdir(folder)
found = ProjectHash(folder, configured([]), (), ())
project_result.result_of(ProjectRequest(folder))  # imports everything
opened.clear()
os.chdir(folder)
document = project_result._document(*project_result._configuration(ProjectRequest(folder)))
read = {os.path.normpath(os.path.join(folder, path)) for path in opened}
print(len(document["findings"]), sorted(found.beyond(path for path in read if path.startswith(folder))), len(read))
"""


@pytest.mark.parametrize("files", [{}, {"config/local.py": "DEBUG = False\n", "setup.cfg": "[metadata]\n"}])
def test_every_file_that_python_opens_is_hashed(tmp_path: Path, files: Mapping[str, str]) -> None:
    """By Python's own record of what is opened, with caches emptied."""
    shop = Path(shutil.copytree(SHOP, tmp_path / "copy"))
    write(shop, files)
    command = [sys.executable, "-c", _RECORDING, str(shop)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    findings, beyond, opened = done.stdout.split(" ")
    assert int(findings) > 5 and beyond == "[]" and int(opened) > 8

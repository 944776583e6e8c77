"""
What a release uploads: built from what git has, checked, installed in an environment of its own, tried there.

``tox -e package`` runs this, as it needs the tools of a release. ``python -m build`` makes the wheel out of the source
distribution, so whatever is missing there is missing in the wheel.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from flake8_session_expiry import __version__

for tool in ("build", "twine", "check_wheel_contents"):
    pytest.importorskip(tool, reason="tox -e package has the tools of a release")

ROOT = Path(__file__).parent.parent.parent
NAME = f"flake8_session_expiry-{__version__}"
NOT_IN_SDIST = (".ci/", ".gitignore")
# Tests of each kind that need no server and no Django: rules with their cases, an engine, the example of the README.
SMOKE = ("tests/test_check.py", "tests/text", "tests/rules", "tests/integration/test_example.py")


def run(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files of a fresh clone."""
    return run("git", "ls-files", "-z", cwd=ROOT).rstrip("\0").split("\0")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory, tracked: list[str]) -> Path:
    """The folder with sdist and wheel."""
    clone = tmp_path_factory.mktemp("clone")
    for name in tracked:
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, clone, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with the wheel and pytest."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    found = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(found, "-m", "pip", "install", "--quiet", dist / f"{NAME}-py3-none-any.whl", "pytest", "hypothesis", cwd=dist)
    return found


def test_there_is_one_of_each(dist: Path) -> None:
    assert sorted(path.name for path in dist.iterdir()) == [f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz"]


def test_pypi_takes_them(dist: Path) -> None:
    files = sorted(dist.iterdir())
    said = run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=dist)
    assert said.count("PASSED") == 2
    run(sys.executable, "-m", "check_wheel_contents", dist, cwd=dist)


def test_the_wheel_has_the_package_and_nothing_else(dist: Path, tracked: list[str]) -> None:
    names = set(zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl").namelist())
    assert {name for name in names if f"{NAME}.dist-info/" not in name} == {
        name for name in tracked if name.startswith("flake8_session_expiry/")
    }


def test_the_source_distribution_has_all_that_git_has(dist: Path, tracked: list[str]) -> None:
    with tarfile.open(dist / f"{NAME}.tar.gz") as archive:
        names = {member.name.removeprefix(f"{NAME}/") for member in archive.getmembers() if member.isfile()}
    assert {name for name in tracked if not name.startswith(NOT_IN_SDIST)} - names == set()
    assert not [name for name in names if name.endswith(".pyc") or name.startswith("docs/_build/")]


def test_what_is_installed_works(python: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "shop", tmp_path / "shop")
    command = python.with_name("flake8-session-expiry")
    assert __version__ in run(command, "--version", cwd=tmp_path)
    assert "DSE204" in run(command, "check", "--exit-zero", "shop", cwd=tmp_path)
    assert "DSE204" in run(python, "-m", "flake8", "--exit-zero", "--select=DSE", "shop", cwd=tmp_path)
    assert "set_expiry" in run(command, "explain", "DSE204", cwd=tmp_path)
    assert "What to change" in run(command, "policy", "shop/config/settings.py", cwd=tmp_path)
    fixed = subprocess.run([command, "fix", "shop"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert fixed.returncode == 1, fixed.stderr
    assert "set_expiry(30 * 60)" in (tmp_path / "shop" / "cart" / "views.py").read_text(encoding="utf-8")


def test_tests_run_from_the_source_distribution(python: Path, dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / f"{NAME}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    said = run(python, "-m", "pytest", "-q", *SMOKE, cwd=tmp_path / NAME)
    assert " passed" in said and "skipped" not in said

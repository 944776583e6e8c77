"""Files below a folder: those that flake8 would check, in its order, whatever its patterns."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from flake8.discover_files import expand_paths
from flake8.utils import fnmatch
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.configuration.folders import in_environment, matcher, walk

NAMES = ["a", "b.py", "views.py", "a.pyi", "legacy", ".git", ".hidden", "a[1]", "é.py", "A.PY", "x y.py", "test_a.py"]
names = st.sampled_from(NAMES)
patterns = st.one_of(
    names,
    st.sampled_from(
        ["*.py", "*", "?.py", "[ab]*", "*/legacy/*", "*/a", "test_*", "[!a]*.py", "*.*", ".*", "[", "a[1]"]
    ),
    st.text(st.sampled_from("ab*?[]!./-py"), max_size=8),
)


@given(
    st.lists(st.lists(names, min_size=1, max_size=4), max_size=12),
    st.lists(patterns, max_size=4),
    st.lists(patterns, max_size=3),
    st.booleans(),
)
def test_same_files_as_flake8_in_the_same_order(
    files: list[list[str]], excluded: list[str], wanted: list[str], is_absolute: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for parts in files:
            path = Path(folder, *parts)
            if not any(above.is_file() for above in path.parents) and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        # As flake8 does with what a configuration file excludes: a pattern with a slash is a path.
        excluded = [os.path.join(folder, each) if "/" in each and is_absolute else each for each in excluded]
        theirs = expand_paths(paths=[folder], stdin_display_name="stdin", filename_patterns=wanted, exclude=excluded)
        top = matcher(excluded)
        ours = [] if top(os.path.basename(folder)) or top(folder) else _below(folder, excluded, wanted)
        assert ours == list(theirs)


def _below(folder: str, excluded: list[str], wanted: list[str]) -> list[str]:
    return list(walk(folder, matcher(excluded), matcher(wanted or ["*"]), _raise))


def _raise(error: OSError) -> None:
    raise error


@given(st.lists(patterns, min_size=1, max_size=5), st.text(st.sampled_from("ab*?[]!./-py\n"), max_size=10))
def test_one_pattern_matches_what_they_match_one_by_one(given: list[str], text: str) -> None:
    assert matcher(given)(text) == fnmatch(text, given)


def test_no_pattern_matches_nothing() -> None:
    assert not matcher([])("a.py")


def test_links_and_environments(tmp_path: Path) -> None:
    """A link to a file is a file, one to a folder is not followed; an environment is skipped, but for the first."""
    for name in ("shop/a.py", "env/pyvenv.cfg", "env/b.py", "node_modules/c.py", "pyvenv.cfg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "link.py").symlink_to(tmp_path / "shop" / "a.py")
    (tmp_path / "folder").symlink_to(tmp_path / "shop")
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "gone.py")
    found = {os.path.relpath(path, tmp_path) for path in _below(str(tmp_path), [], ["*.py"])}
    assert found == {"link.py", "nowhere.py", os.path.join("shop", "a.py")}


@pytest.mark.parametrize(
    ("name", "is_inside"),
    [
        ("shop/views.py", False),
        ("shop/node_modules/kit/a.py", True),
        ("lib/python3.12/site-packages/kit/a.py", True),
        ("__pypackages__/a.py", True),
        ("env/a.py", True),
        ("env/lib/deep/a.py", True),
        ("environment/a.py", False),
        ("a.py", False),
    ],
)
def test_files_of_installed_packages(name: str, is_inside: bool, tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    for mark in ("env/pyvenv.cfg", "pyvenv.cfg"):
        (tmp_path / mark).touch()
    for folder in (str(tmp_path), f"{tmp_path}{os.sep}"):
        assert in_environment(str(tmp_path / name), folder) is is_inside


def test_folder_that_cannot_be_listed_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.py").touch()
    real = os.scandir

    def fails(path: str) -> object:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", fails)
    errors: list[OSError] = []
    assert list(walk(str(tmp_path), matcher([]), matcher(["*.py"]), errors.append)) == [str(tmp_path / "b.py")]
    assert [error.filename for error in errors] == [str(tmp_path / "a")]

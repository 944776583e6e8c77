"""Which folders are projects, and that no file counts twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.projects_found import projects_in
from tests.audit.conftest import FALSE, Audit, MakeProject
from tests.projectfiles import write


def found(*folders: str, options: tuple[str, ...] = ()) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The projects with those inside of them, relative to the current folder; and the problems."""
    problems: list[str] = []
    projects = projects_in(folders, configured(options), lambda name, why: problems.append(f"{name}: {why}"))
    here = os.getcwd()
    return {
        os.path.relpath(each.folder, here): tuple(os.path.relpath(path, each.folder) for path in each.inside)
        for each in projects
    }, problems


def test_each_manage_py_is_a_project(folder: Path) -> None:
    write(folder, {"a/manage.py": "", "b/src/manage.py": "", "b/readme.py": "", "c/notes.py": ""})
    assert found() == ({"a": (), "b/src": ()}, [])
    assert found("a", "b/src/../src", "a/") == ({"a": (), "b/src": ()}, [])


def test_a_given_folder_without_one_is_a_project_itself(folder: Path) -> None:
    write(folder, {"a/manage.py": "", "c/notes.py": ""})
    assert found("c", "a") == ({"a": (), "c": ()}, [])


def test_a_project_is_without_those_inside_of_it(folder: Path) -> None:
    write(
        folder,
        {"a/manage.py": "", "a/x/manage.py": "", "a/x/y/manage.py": "", "a/z/manage.py": "", "a-b/manage.py": ""},
    )
    assert found() == ({"a": ("x", "z"), "a/x": ("y",), "a/x/y": (), "a/z": (), "a-b": ()}, [])


def test_environments_and_excluded_folders_are_left_out(folder: Path) -> None:
    for place in ("node_modules/p", "venv", "site-packages/q", ".tox/e", "legacy/old", "kept"):
        write(folder, {f"{place}/manage.py": ""})
    write(folder, {"venv/pyvenv.cfg": ""})
    assert found(options=("--extend-exclude=legacy",)) == ({"kept": ()}, [])


def test_links_are_not_followed(folder: Path) -> None:
    write(folder, {"a/manage.py": ""})
    (folder / "a" / "loop").symlink_to(folder / "a")
    (folder / "twin").symlink_to(folder / "a")
    assert found() == ({"a": ()}, [])
    assert found("twin") == ({"a": ()}, [])  # one that is named is


def test_what_is_no_folder_is_said(folder: Path) -> None:
    write(folder, {"a/manage.py": "", "file": ""})
    assert found("nowhere", "file", "a") == (
        {"a": ()},
        ["nowhere: there is no such folder", "file: is no folder"],
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_folders_that_cannot_be_listed_are_said(folder: Path) -> None:
    write(folder, {"a/manage.py": "", "b/manage.py": ""})
    (folder / "b").chmod(0)
    try:
        assert found() == ({"a": ()}, ["./b: cannot be listed: Permission denied"])
    finally:
        (folder / "b").chmod(0o755)


def test_no_file_counts_twice(project: MakeProject, audit: Audit) -> None:
    project("outer", views=FALSE)
    project("outer/inner", views=FALSE, age=60)
    outer, inner = audit("--json-lines").lines
    assert (outer["project"], inner["project"]) == ("outer", "outer/inner")
    assert [each["path"] for each in (*outer["findings"], *outer["calls"])] == ["views.py", "views.py"]
    assert [each["path"] for each in (*inner["findings"], *inner["calls"])] == ["views.py", "views.py"]
    assert [module["path"] for module in outer["modules"]] == ["config/settings.py"]


def test_the_settings_of_an_inner_project_are_not_those_of_the_outer_one(
    folder: Path, project: MakeProject, audit: Audit
) -> None:
    write(folder, {"outer/manage.py": "print('no settings named')\n"})
    project("outer/inner")
    outer, inner = audit("--json-lines").lines
    assert outer["modules"] == [] and outer["notes"] and len(inner["modules"]) == 1

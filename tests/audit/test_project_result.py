"""The result of one project: what is in it, that it is pure, and that nothing of a project stops it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.audit import project_result
from flake8_session_expiry.audit.project_result import result_of
from flake8_session_expiry.audit.requests import Known, ProjectRequest, Reply, ReplyKind
from tests.audit.conftest import FALSE, MIDDLEWARE, MakeProject
from tests.projectfiles import MANAGE, write

SHOP = Path(__file__).parents[2] / "examples" / "shop"


def result(folder: Path, *arguments: str, known: Known | None = None, inside: tuple[str, ...] = ()) -> Reply:
    """Of the project in a folder."""
    return result_of(ProjectRequest(str(folder), inside, arguments, known))


def verdicts(document: Mapping[str, Any]) -> dict[str, str]:
    """The answers by setting."""
    (module,) = document["modules"]
    return {row["name"]: row["verdict"]["answer"] for row in module["settings"]}


def test_what_is_in_it(project: MakeProject) -> None:
    shop = project("shop", age=31_536_000 * 3, views=FALSE, **{"requirements.txt": "Django==5.2.1\n"})
    reply = result(shop)
    document = reply.document
    assert reply.kind is ReplyKind.DONE and reply.known is not None
    assert (document["version"], document["django"], document["violated"]) == (1, "5.2", True)
    (module,) = document["modules"]
    assert (module["path"], module["judged"], module["lifetimes"][0]["idle"]) == (
        "config/settings.py",
        True,
        94_608_000,
    )
    assert verdicts(document)["SESSION_COOKIE_AGE"] == "no"
    assert document["codes"]["DSE202"] == 1
    (found,) = [each for each in document["findings"] if each["code"] == "DSE202"]
    assert (found["path"], found["line"], found["column"], found["name"]) == ("views.py", 2, 32, "bool-expiry")
    assert len(found["fingerprint"]) == 32 and "fix" not in found
    assert document["problems"] == [] and document["notes"] == [] and document["left_out"] == {}
    assert json.loads(json.dumps(document)) == document


def test_findings_are_those_of_check(tmp_path: Path) -> None:
    shop = Path(shutil.copytree(SHOP, tmp_path / "shop"))
    command = [sys.executable, "-m", "flake8_session_expiry", "check", "--output-format=json", "--jobs=1"]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    of_check = json.loads(done.stdout)["findings"]
    expected = [{key: each[key] for key in each if key not in {"fix", "url"}} for each in of_check]
    assert result(shop).document["findings"] == expected != []


def test_the_configuration_of_the_project_counts(project: MakeProject) -> None:
    shop = project(
        "shop", views=FALSE, **{".flake8": "[flake8]\nextend-ignore = DSE202\nsession-expiry-max-age = 600\n"}
    )
    ignored = result(shop).document
    assert "DSE202" not in ignored["codes"] and verdicts(ignored)["SESSION_COOKIE_AGE"] == "no"
    isolated = result(shop, "--isolated").document
    assert isolated["codes"]["DSE202"] == 1 and verdicts(isolated)["SESSION_COOKIE_AGE"] == "yes"


def test_a_wrong_configuration_is_a_line_and_does_not_count(project: MakeProject) -> None:
    shop = project("shop", views=FALSE, **{".flake8": "[flake8]\nsession-expiry-profile = none\n"})
    document = result(shop).document
    assert document["codes"]["DSE202"] == 1
    (problem,) = document["problems"]
    assert problem.startswith("its configuration does not count: .flake8: session-expiry-profile: 'none' ")


def test_a_switched_off_plugin_is_said(project: MakeProject) -> None:
    shop = project("shop", views=FALSE, **{".flake8": "[flake8]\nselect = E\n"})
    assert result(shop).document["notes"][0].startswith("no DSE rule is selected: ")


def test_only_what_has_changed_is_done_again(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = project("shop")
    first = result(shop)
    with monkeypatch.context() as patched:
        patched.setattr(project_result, "_document", None)  # would fail
        assert result(shop, known=first.known) == Reply(ReplyKind.UNCHANGED, {}, first.known)
    write(shop, {"views.py": FALSE})
    second = result(shop, known=first.known)
    assert second.kind is ReplyKind.DONE and second.known != first.known


def test_the_same_bytes_elsewhere_have_the_same_result(project: MakeProject, folder: Path) -> None:
    shop = project(
        "shop", views=FALSE, settings="from .local import *\n", **{".flake8": "[flake8]\nexclude = ./old/*\n"}
    )
    assert result(shop) == result(Path(shutil.copytree(shop, folder / "twin")))


def test_what_was_before_does_not_matter(project: MakeProject) -> None:
    """A file with the same path, time and size is another one: nothing is taken from a cache."""
    shop = project("shop", age=1000)
    settings = shop / "config" / "settings.py"
    times = settings.stat().st_mtime_ns
    assert result(shop).document["modules"][0]["lifetimes"][0]["idle"] == 1000
    settings.write_text(settings.read_text(encoding="utf-8").replace("1000", "2000"), encoding="utf-8")
    os.utime(settings, ns=(times, times))
    assert result(shop).document["modules"][0]["lifetimes"][0]["idle"] == 2000


def test_the_current_folder_stays(project: MakeProject) -> None:
    before = os.getcwd()
    result(project("shop"))
    assert os.getcwd() == before


def test_files_that_change_meanwhile_are_read_again(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = project("shop")
    ages = [3000, 2000, 1000]
    own = project_result._document

    def changing(*arguments: object) -> object:
        document = own(*arguments)  # type: ignore[arg-type]
        if ages:
            write(shop, {"config/settings.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = {ages.pop()}\n"})
        return document

    monkeypatch.setattr(project_result, "_document", changing)
    reply = result(shop)
    assert reply.known is None and "were changed while they were read" in reply.document["problems"][0]
    assert result(shop).document["modules"][0]["lifetimes"][0]["idle"] == 3000


def test_a_folder_that_is_gone(folder: Path) -> None:
    reply = result(folder / "gone")
    assert reply.known is None
    assert reply.document["problems"] == [".: cannot be opened: No such file or directory"]


def test_settings_that_are_not_found_are_a_note(folder: Path) -> None:
    shop = write(folder / "shop", {"manage.py": MANAGE.format("gone.settings"), "views.py": FALSE})
    document = result(shop).document
    assert document["modules"] == [] and document["problems"] == []
    assert "no settings found" in document["notes"][0] and document["codes"] == {"DSE202": 1}


def test_a_failure_of_ours_is_a_line(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: object) -> None:
        raise KeyError("oops")

    shop = project("shop", views=FALSE)
    monkeypatch.setattr(project_result, "report", failing)
    document = result(shop).document
    assert document["codes"] == {"DSE202": 1} and "this is a bug of flake8-session-expiry" in document["problems"][0]
    monkeypatch.setattr(project_result, "_document", failing)
    assert "was not audited (KeyError" in result(shop).document["problems"][0]


def test_what_memory_was_not_enough_for_is_looked_at_again(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*arguments: object) -> None:
        raise MemoryError

    shop = project("shop", views=FALSE)
    with monkeypatch.context() as patched:
        patched.setattr(project_result, "report", failing)
        reply = result(shop)
        assert reply.known is None and "not enough memory" in reply.document["problems"][0]
    with monkeypatch.context() as patched:
        patched.setattr("flake8_session_expiry.check._checked", failing)
        reply = result(shop)
        assert reply.known is None and reply.document["codes"] == {"DSE901": 1}
    assert result(shop).known is not None


def test_a_long_list_is_cut(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(project_result._MOST, "findings", 2)
    monkeypatch.setitem(project_result._MOST, "problems", 1)
    broken = {f"broken{number}.py": "request.session.set_expiry(\n" for number in range(3)}
    shop = project("shop", views=FALSE + "    request.session.set_expiry(True)\n" * 4, **broken)
    document = result(shop).document
    assert document["codes"]["DSE202"] == 5 and len(document["findings"]) == 2
    assert document["left_out"] == {"findings": 3, "problems": 2} and len(document["problems"]) == 1

"""Which settings the report is about, and which of them judge which code."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.policy.cli import main
from flake8_session_expiry.policy.json_report import as_data
from flake8_session_expiry.policy.page import page
from flake8_session_expiry.policy.project import root_of
from tests.policy.conftest import MIDDLEWARE, Report, Write
from tests.projectfiles import MANAGE

STALE = "site/asgi.py:2 names oldname.settings, and there is no such module"


def test_a_name_that_leads_nowhere_is_told(write: Write, policy: Report, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"manage.py": MANAGE.format("site.settings"), "site/asgi.py": MANAGE.format("oldname.settings")}
    write({**files, "site/settings.py": MIDDLEWARE})
    data = as_data(policy())
    assert [module["path"] for module in data["modules"]] == ["site/settings.py"]
    assert (data["unfollowed"], data["problems"]) == ([STALE], [])
    assert STALE in page(policy())
    assert main([]) == 0
    assert STALE in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("manage", "why"),
    [
        (
            MANAGE.format("config.settings"),
            "manage.py:2 names config.settings, which is a folder without __init__.py: it holds no setting",
        ),
        (
            MANAGE.format("{{ project_name }}.settings"),
            "manage.py:2 is a template: {{ project_name }}.settings is filled in later",
        ),
        ("os.environ['DJANGO_SETTINGS_MODULE'] = find()\n", "manage.py:1 computes the name when it runs"),
        ("print 'DJANGO_SETTINGS_MODULE'\n", "manage.py cannot be read as Python"),
        (
            "environ['DJANGO_SETTINGS_MODULE'] = config('SETTINGS')\n",
            "manage.py:1 takes the name from the environment variable SETTINGS, without a default",
        ),
    ],
)
def test_why_no_settings_are_found(write: Write, capsys: pytest.CaptureFixture[str], manage: str, why: str) -> None:
    write({"manage.py": manage, "config/settings/dev.py": MIDDLEWARE})
    assert main([]) == 2
    assert f"this folder, above or below it ({why}); name the settings module" in capsys.readouterr().err


def test_projects_below_count_where_the_current_folder_has_no_settings(write: Write, policy: Report) -> None:
    write({"a/manage.py": MANAGE.format("one"), "a/one.py": MIDDLEWARE})
    assert [module["path"] for module in as_data(policy())["modules"]] == ["a/one.py"]
    write({"manage.py": MANAGE.format("own"), "own.py": MIDDLEWARE})
    assert [module["path"] for module in as_data(policy())["modules"]] == ["own.py"]


def test_the_root_of_named_settings(write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a ``manage.py`` it is the current folder if they are below it."""
    write({"config/settings.py": MIDDLEWARE, "config/pyproject.toml": "", "tools/x.py": ""})
    settings = str(folder / "config" / "settings.py")
    assert root_of(settings) == str(folder)
    monkeypatch.chdir(folder / "config")
    assert root_of(settings) == str(folder / "config")
    monkeypatch.chdir(folder / "tools")
    assert root_of(settings) == str(folder / "config"), "its package"


def test_production_beside_the_settings_of_development(write: Write, policy: Report) -> None:
    settings = {"dev.py": MIDDLEWARE, "production.py": "from .dev import *\n", "deploy.py": "X = 1\n"}
    write({"manage.py": MANAGE.format("s.dev"), **{f"s/{name}": text for name, text in settings.items()}})
    modules = as_data(policy())["modules"]
    assert [(each["path"], each["purpose"]) for each in modules] == [
        ("s/dev.py", "development"),
        ("s/production.py", "production"),
    ]


def test_code_is_judged_by_the_settings_of_its_own_project(write: Write, policy: Report, folder: Path) -> None:
    view = "from django.conf import settings\n\ndef view(request):\n    request.session.set_expiry(settings.SHORT)\n"
    for name, seconds in (("a", 60), ("b", 3600), ("b/inner", 86400)):
        files = {
            "manage.py": MANAGE.format("conf"),
            "conf.py": f"{MIDDLEWARE}SHORT = {seconds}\n",
            "app/views.py": view,
        }
        write({f"{name}/{path}": text for path, text in files.items()})
    words = {call["path"]: call["words"] for call in as_data(policy())["calls"]}
    assert words == {
        "a/app/views.py": ["one minute, counted from the last write (settings.SHORT)"],
        "b/app/views.py": ["one hour, counted from the last write (settings.SHORT)"],
        "b/inner/app/views.py": ["one day, counted from the last write (settings.SHORT)"],
    }

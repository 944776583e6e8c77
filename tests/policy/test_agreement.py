"""
What the report says of a project and what a running Django of the same settings does are the same, setting by setting.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OBSERVED = Path(__file__).with_name("observed.py")
MARGIN = 30
_ENGINES = "django.contrib.sessions.backends"
_MEMORY = "'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'"

# name of the module -> what it adds to the project's base settings; a list in the usual ways of writing such settings
COMBINATIONS = {
    "prod_defaults": "",
    "prod_age": "SESSION_COOKIE_AGE = 60 * 60",
    "prod_close": "SESSION_EXPIRE_AT_BROWSER_CLOSE = True",
    "prod_every": "SESSION_SAVE_EVERY_REQUEST = True\nSESSION_COOKIE_AGE = 1_800",
    "prod_cache": (
        f"CACHES = {{'default': {{{_MEMORY}}}, 'sessions': {{{_MEMORY}, 'LOCATION': 'sessions'}}}}\n"
        f"SESSION_ENGINE = '{_ENGINES}.cache'\nSESSION_CACHE_ALIAS = 'sessions'\nSESSION_COOKIE_AGE = 600"
    ),
    "prod_cached_db": f"SESSION_ENGINE = '{_ENGINES}.cached_db'\nSESSION_COOKIE_SECURE ="
    " True\nSESSION_COOKIE_SAMESITE = 'Strict'",
    "prod_file": (
        f"SESSION_ENGINE = '{_ENGINES}.file'\nSESSION_FILE_PATH = BASE_DIR / 'sessions'\n"
        "SESSION_FILE_PATH.mkdir(exist_ok=True)\nSESSION_COOKIE_AGE = 30 * 60"
    ),
    "prod_signed": f"SESSION_ENGINE = '{_ENGINES}.signed_cookies'\nSESSION_COOKIE_AGE = 900\nSESSION_COOKIE_HTTPONLY"
    " = False",
    "prod_flags": "SESSION_COOKIE_NAME = '__Host-id'\nSESSION_COOKIE_SECURE = not DEBUG\nSESSION_COOKIE_SAMESITE ="
    " False",
    "prod_environment": (
        "import os\nfrom datetime import timedelta\n"
        "SESSION_COOKIE_SECURE = os.environ.get('PLAIN_HTTP', '0') != '1'\n"
        "SESSION_COOKIE_AGE = int(os.environ.get('SESSION_HOURS', 8)) * int(timedelta(hours=1).total_seconds())\n"
        "SESSION_EXPIRE_AT_BROWSER_CLOSE = SESSION_SAVE_EVERY_REQUEST = True\n"
        "SESSION_COOKIE_DOMAIN = '.example.org'\nSESSION_COOKIE_PATH = '/app'"
    ),
}
_MEMORY_DATABASE = "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "DJANGO"))}


def _python(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, *arguments]
    environment = {**ENVIRONMENT, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", **environment}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def _output(process: subprocess.Popen[str]) -> Any:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(out) if out else None


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    What ``django-admin startproject`` makes, its settings split into base, dev and prod as usual, and a prod for each
    combination.
    """
    folder = tmp_path_factory.mktemp("agreement")
    assert _output(_python(folder, "-m", "django", "startproject", "config", ".")) is None
    package = folder / "config" / "settings"
    package.mkdir()
    base = (folder / "config" / "settings.py").read_text(encoding="utf-8")
    (folder / "config" / "settings.py").unlink()
    base = base.replace(".parent.parent", ".parent.parent.parent")
    (package / "base.py").write_text(base, encoding="utf-8")
    (package / "__init__.py").touch()
    (package / "dev.py").write_text("from .base import *\n\nDEBUG = True\n", encoding="utf-8")
    (package / "prod.py").write_text(f"from .base import *\n\nDEBUG = False\n{_MEMORY_DATABASE}", encoding="utf-8")
    for name, text in COMBINATIONS.items():
        (package / f"{name}.py").write_text(f"from .prod import *\n\n{text}\n", encoding="utf-8")
    for starter, module in (("manage.py", "dev"), ("config/wsgi.py", "prod"), ("config/asgi.py", "prod")):
        path = folder / starter
        path.write_text(
            path.read_text(encoding="utf-8").replace("config.settings", f"config.settings.{module}"), encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def said(project: Path) -> dict[str, Any]:
    """What the report says of each combination, by its name."""
    paths = [f"config/settings/{name}.py" for name in COMBINATIONS]
    report = _output(_python(project, "-m", "flake8_session_expiry.policy", "--json", *paths))
    return {Path(module["path"]).stem: module for module in report["modules"]}


@pytest.fixture(scope="module")
def seen(project: Path, said: dict[str, Any]) -> dict[str, Any]:
    """What Django does under each, before and after the end that the report names."""
    running = {}
    for name in COMBINATIONS:
        end = said[name]["lifetimes"][0]["idle"]
        moments = [str(end - MARGIN), str(end + MARGIN)]
        module = f"config.settings.{name}"
        running[name] = _python(project, str(OBSERVED), *moments, DJANGO_SETTINGS_MODULE=module)
    return {name: _output(process) for name, process in running.items()}


def value(module: dict[str, Any], name: str) -> Any:
    """The value that the report gives a setting where the environment says nothing."""
    row = next(row for row in module["settings"] if row["name"] == name)
    values = [each["value"] for each in row["possible"] if "value" in each]
    assert len(values) == 1, row
    return values[0]


@pytest.mark.parametrize("name", COMBINATIONS)
def test_the_report_says_what_django_does(name: str, said: dict[str, Any], seen: dict[str, Any]) -> None:
    module, django = said[name], seen[name]
    (life,) = module["lifetimes"]
    assert module["complete"] and module["judged"] and module["notes"] == []
    assert django["max_age"] == life["cookie_max_age"]
    assert django["name"] == value(module, "SESSION_COOKIE_NAME")
    assert django["secure"] is bool(value(module, "SESSION_COOKIE_SECURE"))
    assert django["httponly"] is bool(value(module, "SESSION_COOKIE_HTTPONLY"))
    assert django["samesite"] == (value(module, "SESSION_COOKIE_SAMESITE") or None)
    assert django["domain"] == value(module, "SESSION_COOKIE_DOMAIN")
    assert django["path"] == value(module, "SESSION_COOKIE_PATH")
    assert django["sent_again_by_a_read"] is (life["renewed_by"] == "request")
    assert django["accepted"] == [True, False]
    if django["stored"] is None:
        assert life["engine"] in {"file", "signed_cookies"}
    else:
        assert abs(django["stored"] - life["server_copy"]) < MARGIN
    assert life["has_server_copy"] is (life["engine"] != "signed_cookies")


def test_only_the_environment_and_a_computed_path_are_not_known(said: dict[str, Any]) -> None:
    depending = {
        (name, row["name"])
        for name, module in said.items()
        for row in module["settings"]
        if row["certainty"] != "known" and row["name"] != "SECRET_KEY"
    }
    assert depending == {
        ("prod_environment", "SESSION_COOKIE_SECURE"),
        ("prod_environment", "SESSION_COOKIE_AGE"),
        ("prod_file", "SESSION_FILE_PATH"),
    }


def test_the_settings_are_found_from_manage_and_wsgi(project: Path) -> None:
    report = _output(_python(project, "-m", "flake8_session_expiry.policy", "--json"))
    found = {module["path"]: (module["purpose"], module["judged"]) for module in report["modules"]}
    assert found == {"config/settings/dev.py": ("development", False), "config/settings/prod.py": ("production", True)}
    assert report["violated"]  # prod.py leaves SESSION_COOKIE_SECURE as it is

"""Which assignments count in production: over projects of several files."""

from __future__ import annotations

import contextlib
import os
import textwrap
from pathlib import Path

import pytest

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.deployments import is_called_production
from flake8_session_expiry.settings.events import Setting, SettingsModule
from flake8_session_expiry.settings.production import (
    in_production,
    may_count_in_production,
    seen_in_production,
    values_in_production,
)
from flake8_session_expiry.settings.project_facts import with_facts
from tests.listening import events_of
from tests.settings.test_effective import project

BAD = "SESSION_COOKIE_SECURE = False\n"
GOOD = "SESSION_COOKIE_SECURE = True\n"
TAKES = "from .base import *\n"


def events(path: Path | str, text: str | None = None, options: Options | None = None) -> list[Event]:
    """What is emitted of a settings module."""
    text = Path(path).read_text() if text is None else textwrap.dedent(text)
    options = with_facts(options or Options(), str(path))
    return events_of(text, str(path), options)


def counting(path: Path | str, text: str | None = None, options: Options | None = None) -> list[int]:
    """The lines of the session settings that count in production."""
    found = [event for event in events(path, text, options) if isinstance(event, Setting)]
    return [setting.line for setting in found if setting.name.startswith("SESSION_") and in_production(setting)]


def counting_in(root: Path, **files: str) -> list[int]:
    """The same for the first file of a project, by its name in there."""
    path = project(root, **files)
    with contextlib.chdir(root):
        return counting(path.relative_to(root))


def test_the_only_settings_of_a_project() -> None:
    assert counting("project/settings.py", BAD) == [1]
    assert counting("project/settings.py", "DEBUG = False\n" + BAD) == [2]
    assert counting("project/settings.py", "import os\nDEBUG = os.environ.get('DEBUG')\n" + BAD) == [3]


@pytest.mark.parametrize(
    "path", ["settings/dev.py", "local_settings.py", "tests/settings.py", "settings/ci.py", "example/settings.py"]
)
def test_modules_of_development_and_tests_are_silent(path: str) -> None:
    assert counting(path, BAD) == []


def test_debug_is_development() -> None:
    assert counting("settings.py", "DEBUG = True\n" + BAD) == []
    assert counting("settings/production.py", "DEBUG = True\n" + BAD) == [2]


def test_the_option_says_what_is_production() -> None:
    assert counting("settings/local.py", BAD, Options(production_settings=("settings/local.py",))) == [1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("if DEBUG:\n    SESSION_COOKIE_AGE = 1\n", []),
        ("if not DEBUG:\n    SESSION_COOKIE_AGE = 1\n", [2]),
        ("if DEBUG:\n    SESSION_COOKIE_AGE = 1\nelse:\n    SESSION_COOKIE_AGE = 2\n", [4]),
        ("SESSION_COOKIE_AGE = 1\nif not DEBUG:\n    SESSION_COOKIE_AGE = 2\n", [3]),
        ("SESSION_COOKIE_AGE = 1\nif DEBUG:\n    SESSION_COOKIE_AGE = 2\n", [1]),
        ("if ENV == 'production':\n    SESSION_COOKIE_AGE = 1\nelse:\n    SESSION_COOKIE_AGE = 2\n", [2]),
        ("if X:\n    SESSION_COOKIE_AGE = 1\nelse:\n    SESSION_COOKIE_AGE = 2\n", []),
        ("if X:\n    SESSION_COOKIE_AGE = 1\n", []),
        ("if X:\n    SESSION_THEME = 1\n", []),
        ("SESSION_COOKIE_AGE = 1\nif X:\n    SESSION_COOKIE_AGE = 2\n", []),
        ("SESSION_COOKIE_AGE = 1\nSESSION_COOKIE_AGE = 2\n", [2]),
        ("SESSION_COOKIE_AGE = f()\n", [1]),
        ("if DEBUG:\n    raise ValueError\nSESSION_COOKIE_AGE = 1\n", [3]),
        ("SESSION_COOKIE_AGE = 1\nglobals().update(x)\n", []),
        ("SESSION_COOKIE_AGE = f()\nglobals().update(x)\n", []),
        ("def f():\n    global SESSION_COOKIE_AGE\nSESSION_COOKIE_AGE = 1\n", []),
    ],
)
def test_branches_of_debug_and_test_switches(text: str, lines: list[int]) -> None:
    assert counting("settings.py", text) == lines


def test_a_star_import_afterwards(tmp_path: Path) -> None:
    later = BAD + "try:\n    from .mine import *\nexcept ImportError:\n    pass\n"
    assert counting_in(tmp_path / "unknown", app__settings=later) == []
    assert counting_in(tmp_path / "other", app__settings=later, app__mine="DEBUG = False\n") == [1]
    assert counting_in(tmp_path / "same", app__settings=later, app__mine=GOOD) == []


@pytest.mark.parametrize("name", ["production", "prod", "staging"])
def test_a_later_module_of_production_replaces_the_value(tmp_path: Path, name: str) -> None:
    root = tmp_path / "x"
    assert counting_in(root, settings__base=BAD, **{f"settings__{name}": TAKES + GOOD}) == []


def test_a_later_module_of_production_leaves_the_value(tmp_path: Path) -> None:
    files = {"settings__production": TAKES, "settings__dev": TAKES + GOOD}
    assert counting_in(tmp_path, settings__base="DEBUG = True\n" + BAD, **files) == [2]


def test_one_of_two_modules_of_production_replaces_the_value(tmp_path: Path) -> None:
    files = {"settings__production": TAKES + GOOD, "settings__staging": TAKES}
    assert counting_in(tmp_path, settings__base=BAD, **files) == []


def test_only_development_replaces_the_value(tmp_path: Path) -> None:
    assert counting_in(tmp_path, settings__base=BAD, settings__local=TAKES + GOOD) == [1]


def test_a_module_that_takes_a_few_names_leaves_open_what_becomes_of_the_others(tmp_path: Path) -> None:
    bad = {"settings__base": "X = 1\n" + BAD}
    assert counting_in(tmp_path / "a", **bad, settings__production="from .base import X\n" + GOOD) == []
    assert counting_in(tmp_path / "b", **bad, settings__production="from settings import base\nX = vars(base)\n") == []
    assert counting_in(tmp_path / "c", **bad, settings__production="import settings.base as b\n") == []
    assert counting_in(tmp_path / "d", **bad, settings__dev="from .base import X\n") == [2]
    assert counting_in(tmp_path / "e", **bad, settings__production="from lib.base import X\n") == [2]
    assert counting_in(tmp_path / "f", **bad, settings__production="def f(:  # base\n") == [2]


def test_a_module_beside_that_is_not_of_production(tmp_path: Path) -> None:
    assert counting_in(tmp_path / "a", settings__base=BAD, settings__docker=TAKES + GOOD) == []
    assert counting_in(tmp_path / "b", settings__base=BAD, settings__docker=TAKES) == [1]
    assert counting_in(tmp_path / "c", settings__base=BAD, settings__docker=TAKES + "DEBUG = True\n") == []


def test_production_that_staging_changes(tmp_path: Path) -> None:
    files = {"settings__staging": "from .production import *\n" + GOOD}
    assert counting_in(tmp_path, settings__production=BAD, **files) == [1]


def test_production_that_is_built_on_another_module_of_production(tmp_path: Path) -> None:
    takes = "from .deployment import *\n"
    files = {"settings__production": takes + GOOD, "settings__staging": takes + GOOD}
    assert counting_in(tmp_path / "a", settings__deployment=BAD, **files) == []
    assert counting_in(tmp_path / "b", settings__deployment=BAD, settings__production=takes) == [1]
    assert (
        counting_in(tmp_path / "c", production__settings=BAD, production__site="from .settings import *\n" + GOOD) == []
    )


@pytest.mark.parametrize("path", ["django/conf/global_settings.py", r"django\conf\global_settings.py"])
def test_the_defaults_of_django(path: str) -> None:
    assert counting(path, BAD) == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("config/settings/production.py", True),
        (r"config\settings\production.py", True),
        ("settings_prod.py", True),
        ("config/settings/base.py", False),
        ("production/settings.py", False),
        (r"production\settings.py", False),
    ],
)
def test_a_module_that_is_called_production_itself(path: str, is_one: bool) -> None:
    assert is_called_production(path, Options()) is is_one
    assert is_called_production(path, Options(production_settings=(path.replace("\\", "/"),)))


def test_neighbours_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, settings__base=BAD, settings__production=TAKES + GOOD)
    (tmp_path / "settings" / "folder.py").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "settings" / "live.py")  # who opens it waits for ever
    with contextlib.chdir(tmp_path):
        assert counting("settings/base.py") == []
        monkeypatch.setattr("flake8_session_expiry.settings.star_importers._LARGEST", 10)
        assert counting("settings/base.py") == [1]


def test_a_package_that_chooses(tmp_path: Path) -> None:
    chooses = "if ENV == 'production':\n    from .production import *\nelse:\n    from .dev import *\n"
    files = {"settings____init__": chooses + GOOD, "settings__dev": BAD}
    assert counting_in(tmp_path / "a", settings__production=BAD, **files) == []
    files["settings____init__"] = chooses
    assert counting_in(tmp_path / "b", settings__production=BAD, **files) == [1]


def test_the_settings_that_the_project_names(tmp_path: Path) -> None:
    files = {"portal__site": "from app.settings import *\n" + GOOD}
    assert counting_in(tmp_path, app__settings=BAD, **files) == [1]
    (tmp_path / "manage.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'portal.site')\n")
    assert counting_in(tmp_path, app__settings=BAD, **files) == []


def test_settings_elsewhere_in_the_project(tmp_path: Path) -> None:
    takes = "from app.settings import *\n" + GOOD
    assert counting_in(tmp_path / "a", app__settings=BAD, deploy__server=takes) == []
    assert counting_in(tmp_path / "b", app__settings=BAD, app__envs__live="from ..settings import *\n" + GOOD) == []
    assert counting_in(tmp_path / "c", app____init__="", app__settings____init__=BAD, docker__settings=takes) == []
    assert counting_in(tmp_path / "d", app__settings=BAD, deploy__server=takes.replace("*", "X")) == [1]
    assert counting_in(tmp_path / "e", app__settings=BAD, deploy__server=takes.replace("app.", "lib.")) == [1]
    assert counting_in(tmp_path / "f", app__settings=BAD, tests__settings=takes, local__settings_dev=takes) == [1]
    assert counting_in(tmp_path / "g", app__settings=BAD, a__b__c__d__e__live=takes) == [1]
    assert counting_in(tmp_path / "h", app__settings=BAD, node_modules__kit__settings=takes) == [1]
    assert counting_in(tmp_path / "i", app__settings=BAD, templates__kit__settings=takes) == [1]
    assert counting_in(tmp_path / "j", app__settings=BAD, other__kit__settings=takes) == []


def test_a_folder_that_holds_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"app__settings": BAD, "deploy__server": "from app.settings import *\n" + GOOD}
    assert counting_in(tmp_path / "a", **files) == []
    monkeypatch.setattr("flake8_session_expiry.settings.star_importers._MOST_FOLDERS", 2)
    assert counting_in(tmp_path / "b", **files) == [1]


def test_parts_that_a_package_includes(tmp_path: Path) -> None:
    files = {"settings____init__": "from split_settings.tools import include\ninclude('parts/*.py')\n" + GOOD}
    assert counting_in(tmp_path, settings__parts__sessions=BAD, **files) == []


def test_the_folders_above_the_project_do_not_count(tmp_path: Path) -> None:
    assert counting_in(tmp_path / "tests", settings__base=BAD, settings__site=TAKES + GOOD) == []


def test_unsaved_text_stands_for_the_file(tmp_path: Path) -> None:
    path = project(tmp_path, settings__base="X = 1\n", settings__production=TAKES)
    with contextlib.chdir(tmp_path):
        assert counting(path.relative_to(tmp_path), "\n\n" + BAD) == [3]


CLASSES = """
    from configurations import Configuration

    class Base(Configuration):
        SESSION_COOKIE_SECURE = False

    class Dev(Base):
        SESSION_COOKIE_AGE = 1
        DEBUG = True
"""


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("", [5]),
        ("    class Production(Base):\n        SESSION_COOKIE_SECURE = True\n", [11]),
        ("    class Production(Base):\n        pass\n", [5]),
        ("    class Other(Configuration):\n        DEBUG = True\n        SESSION_COOKIE_AGE = 5\n", [5]),
    ],
)
def test_classes_of_django_configurations(more: str, lines: list[int]) -> None:
    assert counting("settings.py", CLASSES + more) == lines


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("SESSION_COOKIE_AGE = 600 if DEBUG else 3600\n", [3600]),
        ("SESSION_COOKIE_AGE = 600 if X else 3600\n", []),
        ("SESSION_COOKIE_AGE = 600\n", [600]),
        ("import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 600))\n", []),
        ("import environ\nenv = environ.Env()\nSESSION_COOKIE_AGE = env.int('AGE', default=600)\n", []),
        ("from decouple import config\nSESSION_COOKIE_AGE = config('AGE', default=600, cast=int)\n", []),
        ("if DEBUG:\n    SESSION_COOKIE_AGE = 600\n", []),
        ("SESSION_COOKIE_AGE += 600\n", []),
    ],
)
def test_the_value_of_production(text: str, constants: list[object]) -> None:
    found = [event for event in events("settings.py", text) if isinstance(event, Setting)]
    values = [value for setting in found for value in values_in_production(setting)]
    assert [value.constant for value in values if value.known] == constants


def test_the_module_itself(tmp_path: Path) -> None:
    def module(path: Path | str, text: str) -> SettingsModule:
        return next(event for event in events(path, text) if isinstance(event, SettingsModule))

    assert module("settings.py", BAD).production
    assert not module("settings.py", "DEBUG = True\n").production
    assert not module("settings/local.py", BAD).production
    project(tmp_path, settings__base=BAD, settings__production=TAKES + GOOD)
    with contextlib.chdir(tmp_path):
        (end,) = module("settings/base.py", BAD).production
    assert end.get("SESSION_COOKIE_SECURE").value is True
    assert end.complete


KEY = "import os\nSESSION_COOKIE_NAME = os.environ.get('NAME')\n"
MISSING = "if not SESSION_COOKIE_NAME:\n    SESSION_COOKIE_NAME = 'other'\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (KEY + MISSING, [4]),
        (KEY + MISSING + "from elsewhere import *\n", []),
        (KEY + MISSING + "if 'NAME' in os.environ:\n    SESSION_COOKIE_NAME = read()\n", [6]),
        ("DEBUG = read()\n" + KEY + MISSING.replace("NAME:", "NAME and DEBUG:"), [3]),
        ("DEBUG = True\n" + KEY + MISSING, []),
    ],
)
def test_a_value_where_another_is_missing(text: str, lines: list[int]) -> None:
    found = [event for event in events("project/settings.py", text) if isinstance(event, Setting)]
    own = [setting for setting in found if setting.name == "SESSION_COOKIE_NAME"]
    assert [setting.line for setting in own if may_count_in_production(setting)] == lines


def test_what_the_others_come_to_is_asked_of_the_module_that_production_runs_with(tmp_path: Path) -> None:
    path = project(
        tmp_path,
        settings__base="SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n",
        settings__production=TAKES + "SESSION_CACHE_ALIAS = 'sessions'\n",
        settings__dev=TAKES + "SESSION_CACHE_ALIAS = 'local'\n",
    )
    with contextlib.chdir(tmp_path):
        (setting,) = (event for event in events(path.relative_to(tmp_path)) if isinstance(event, Setting))
        assert [view.get("SESSION_CACHE_ALIAS").value for view in seen_in_production(setting)] == ["sessions"]

"""The events of settings modules: their assignments, with the nodes of LibCST's tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.events import Setting, SettingsModule
from flake8_session_expiry.settings.purpose import Purpose
from tests.listening import events_of

TEXT = """\
import os
from configurations import Configuration
DEBUG = False
SESSION_COOKIE_AGE = 1
if X: SESSION_COOKIE_AGE = SESSION_COOKIE_AGE * 2
a = b = c, SESSION_COOKIE_NAME = 1, 2
SESSION_SAVE_EVERY_REQUEST: bool = os.environ.get("X") == "1"
class Base(Configuration):
    SESSION_COOKIE_AGE = 5
class Prod(Base):
    SESSION_COOKIE_AGE = 6
class Helper:
    SESSION_COOKIE_AGE = 7
def f():
    SESSION_COOKIE_AGE = 8
MIDDLEWARE = []
MIDDLEWARE += ["x"]
"""


def heard(text: str, name: str = "settings.py", options: Options | None = None) -> list[Event]:
    """The events of one file."""
    return [event for event in events_of(text, name, options) if isinstance(event, (Setting, SettingsModule))]


def test_the_settings_of_a_module() -> None:
    module, *settings = heard(TEXT)
    assert isinstance(module, SettingsModule)
    assert module.settings == settings
    found = [s for s in settings if isinstance(s, Setting) and "SESSION" in s.name]
    assert [(s.name, s.line, s.class_, s.conditional, s.last) for s in found] == [
        ("SESSION_COOKIE_AGE", 4, None, False, False),
        ("SESSION_COOKIE_AGE", 5, None, True, True),
        ("SESSION_COOKIE_NAME", 6, None, False, True),
        ("SESSION_SAVE_EVERY_REQUEST", 7, None, False, True),
        ("SESSION_COOKIE_AGE", 9, "Base", False, True),
        ("SESSION_COOKIE_AGE", 11, "Prod", False, True),
    ]
    tree: Tree = SourceFile("settings.py", TEXT).tree
    assert [tree.module.code_for_node(s.node) for s in found] == [s.name for s in found]
    assert found[0].value is not None
    assert found[0].value.constant == 1
    assert found[2].value is None
    assert [s.last for s in module.of("MIDDLEWARE")] == [False, True]
    assert module.purpose is Purpose.UNSTATED
    assert module.effective.get("SESSION_COOKIE_NAME").value == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("views.py", "SESSION_COOKIE_AGE = 1\n"),
        ("superset_config.py", "ROW_LIMIT = 5\nSESSION_COOKIE_SECURE = False\nSECRET_KEY = 'x'\n"),
        ("settings.py", "from flask import Flask\nSESSION_COOKIE_SECURE = (True,)\n"),
    ],
)
def test_other_modules_are_left_alone(name: str, text: str) -> None:
    assert heard(text, name) == []


def test_production_by_option() -> None:
    module, *_ = heard(TEXT, "settings/local.py", Options(production_settings=("settings/local.py",)))
    assert isinstance(module, SettingsModule)
    assert module.purpose is Purpose.PRODUCTION


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("SESSION_COOKIE_AGE = 1\n", True),
        ("    SESSION_COOKIE_AGE: int = 1\n", True),
        ("SESSION_COOKIE_AGE == 1\n", True),
        ("session_cookie_age = 1\n", True),
        ("SECRET_KEY = 'x'\n", True),
        ("MIDDLEWARE += ['x']\n", True),
        ("x = settings.SESSION_COOKIE_AGE\n", False),
        ("x = ['SESSION_COOKIE_AGE']\n", False),
    ],
)
def test_triage_lets_settings_through(text: str, verdict: bool) -> None:
    assert can_matter(text) is verdict
    assert can_matter(text.encode()) is verdict


def test_a_long_module_whose_functions_are_left_out_of_the_tree() -> None:
    function = "def load():\n    values = []\n    values += [1]\n    number: int = 1\n" + "    print('nothing')\n" * 800
    found = [event for event in heard(function + TEXT) if isinstance(event, Setting)]
    assert {event.name for event in found} >= {"DEBUG", "SESSION_COOKIE_AGE", "MIDDLEWARE"}
    assert {event.name for event in found}.isdisjoint({"values", "number"})


def test_a_module_that_the_project_starts_with(tmp_path: Path) -> None:
    """Neither its path nor its content shows that it is a settings module, but ``manage.py`` names it."""
    (tmp_path / "manage.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.prod')\n")
    (tmp_path / "site").mkdir()
    text = "from .common import *\nSESSION_COOKIE_AGE = 0\n"
    for name in ("prod.py", "other.py"):
        (tmp_path / "site" / name).write_text(text)
    assert [s.name for s in heard(text, str(tmp_path / "site" / "prod.py"))[1:] if isinstance(s, Setting)] == [
        "SESSION_COOKIE_AGE"
    ]
    assert heard(text, str(tmp_path / "site" / "other.py")) == []
    assert heard(text, str(tmp_path / "site" / "prod.py"), Options(discovery=False)) == []


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("from configurations import Configuration\n\nclass Base(Configuration):\n    pass\n", True),
        (
            "import configurations\n\nclass Above(configurations.Configuration):\n    pass\n\nclass Base(Above):\n   "
            " pass\n",
            True,
        ),
        ("class Base:\n    pass\n", False),
    ],
)
def test_a_class_whose_base_comes_from_another_module(tmp_path: Path, base: str, told: bool) -> None:
    (tmp_path / "common.py").write_text(base)
    text = "from .common import Base\n\nclass Prod(Base):\n    SESSION_COOKIE_AGE = 0\n"
    found = heard(text, str(tmp_path / "settings.py"))[1:]
    assert [s.class_ for s in found if isinstance(s, Setting)] == (["Prod"] if told else [])


@pytest.mark.parametrize(
    ("later", "last"),
    [
        ("setattr(sys.modules[__name__], 'SESSION_COOKIE_AGE', 2)", False),
        ("setattr(sys.modules[__name__], name, 2)", False),
        ("setattr(sys.modules[__name__], 'SESSION_COOKIE_NAME', 's')", True),
        ("setattr(settings, 'SESSION_COOKIE_AGE', 2)", True),
        ("setattr(sys.modules[__name__])", True),
        ("globals()['SESSION_COOKIE_AGE'] = 2", False),
        ("globals()[name] = 2", False),
        ("globals()['SESSION_COOKIE_NAME'] = 's'", True),
        ("vars().update(SESSION_COOKIE_AGE=2)", False),
        ("globals().update({'SESSION_COOKIE_AGE': 2})", False),
        ("globals().update(names)", False),
        ("globals().update(SESSION_COOKIE_NAME='s')", True),
    ],
)
def test_a_later_line_that_sets_a_setting_by_its_name(later: str, last: bool) -> None:
    (age,) = [each for each in heard(f"import sys\nSESSION_COOKIE_AGE = 1\n{later}\n") if isinstance(each, Setting)]
    assert age.last is last

"""A module of constants that is called ``settings.py``."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.constants_modules import holds_constants
from tests.projectfiles import MANAGE, write

CONSTANTS = "DEBUG = False\nINSTALLED_APPS = []\nSESSION_TIMEOUT = 1800\nSESSION_COOKIE_SECURE = False\n"
PROJECT = {"manage.py": MANAGE.format("config.settings"), "config/settings.py": "DEBUG = False\n"}


def holds(
    root: Path, name: str, text: str = CONSTANTS, files: dict[str, str] | None = None, **options: tuple[str, ...]
) -> bool:
    """Of a module in the project, with more files."""
    write(root, {**PROJECT, **(files or {}), name: text})
    return holds_constants(str(root / name), ast.parse(text), Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"core/constants/__init__.py": "from .settings import *\n"},
        {"config/settings.py": "from core.constants import settings as limits\nTIMEOUT = limits.SESSION_TIMEOUT\n"},
        {"shop/views.py": "from core.constants.settings import SESSION_TIMEOUT\n"},
    ],
)
def test_what_the_settings_never_take_in(tmp_path: Path, files: dict[str, str]) -> None:
    assert holds(tmp_path, "core/constants/settings.py", files=files)


@pytest.mark.parametrize(
    "files",
    [
        {"config/settings.py": "from core.constants.settings import *\n"},
        {"config/settings.py": "from core.constants.settings import SESSION_COOKIE_SECURE\n"},
        {
            "config/settings.py": "from core.constants import *\n",
            "core/constants/__init__.py": "from .settings import *\n",
        },
        {"config/settings.py": "from split_settings.tools import include\ninclude('../core/constants/settings.py')\n"},
        # Which other modules come in cannot be told.
        {"config/settings.py": "from elsewhere import *\n"},
        # Production runs with others, which take it in.
        {"config/production.py": "from core.constants.settings import *\nSECRET_KEY = ''\nDEBUG = False\n"},
        {"deploy/settings_live.py": "from core.constants.settings import *\n"},
    ],
)
def test_what_settings_take_in(tmp_path: Path, files: dict[str, str]) -> None:
    assert not holds(tmp_path, "core/constants/settings.py", files=files)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config/other_settings.py", CONSTANTS),  # beside the settings
        ("core/tests/settings.py", CONSTANTS),
        ("core/settings_local.py", CONSTANTS),
        ("deploy/production/settings.py", CONSTANTS),
        ("second/settings.py", CONSTANTS + "ROOT_URLCONF = 'second.urls'\n"),  # another site
        ("second/settings.py", "from config.settings import *\n" + CONSTANTS),
    ],
)
def test_what_may_be_settings_of_its_own(tmp_path: Path, name: str, text: str) -> None:
    assert not holds(tmp_path, name, text)


def test_parts_of_a_package_of_settings(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE.format("config.settings.base"), "config/settings/base.py": "DEBUG = False\n"}
    assert not holds(tmp_path, "config/settings/parts/settings.py", files=files)


def test_only_where_the_project_is_known(tmp_path: Path) -> None:
    assert not holds(tmp_path, "core/settings.py", files={"manage.py": MANAGE.format("old.settings")})
    assert not holds(tmp_path, "core/settings.py", production_settings=("core/settings.py",))

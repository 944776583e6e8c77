"""Which modules are settings modules, whose, and for what."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.settings.purpose import Belongs, Purpose, belongs_to, is_settings_path, purpose

DJANGO = "INSTALLED_APPS = []\nROOT_URLCONF = 'x'\n"


@pytest.mark.parametrize(
    "path",
    [
        "settings.py",
        "project/settings.py",
        "config/settings/base.py",
        "config/settings/envs/prod.py",
        "project/local_settings.py",
        "settings_prod.py",
        "C:\\project\\settings.py",
    ],
)
def test_paths_of_settings(path: str) -> None:
    assert is_settings_path(path)
    assert belongs_to(path, ast.parse("X = 1")) is Belongs.DJANGO


@pytest.mark.parametrize("path", ["views.py", "settings/deep/down/views.py", "mysettingsview.py", "conf/base.py"])
def test_paths_of_no_settings(path: str) -> None:
    assert not is_settings_path(path)
    assert belongs_to(path, ast.parse("X = 1\nSESSION_COOKIE_AGE = 1\n")) is Belongs.NOBODY


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (DJANGO, Belongs.DJANGO),
        ("if X:\n    INSTALLED_APPS = []\nelse:\n    DEBUG = True\n", Belongs.DJANGO),
        ("SESSION_COOKIE_AGE: int = 5\nSESSION_COOKIE_SECURE = True\n", Belongs.DJANGO),
        ("DEBUG = True\nSECRET_KEY = 'x'\n", Belongs.NOBODY),
        (
            "SECRET_KEY = 'x'\nSESSION_COOKIE_SECURE = True\nSESSION_COOKIE_HTTPONLY = True\n",
            Belongs.NOBODY,
        ),  # Flask's too
        ("SECRET_KEY = 'x'\nSESSION_EXPIRE_AT_BROWSER_CLOSE = True\n", Belongs.DJANGO),
        ("def f():\n    INSTALLED_APPS = []\n    DEBUG = True\n", Belongs.NOBODY),
        ("from flask import Flask\nSESSION_COOKIE_SECURE = True\nSECRET_KEY = 'x'\n", Belongs.OTHER),
        ("SQLALCHEMY_DATABASE_URI = ''\nSESSION_COOKIE_SECURE = True\nSECRET_KEY = 'x'\n", Belongs.OTHER),
        ("from starlette.config import Config\nDEBUG = True\nALLOWED_HOSTS = []\n", Belongs.OTHER),
        ("SQLALCHEMY_DATABASE_URI = ''\n" + DJANGO, Belongs.DJANGO),
    ],
)
def test_settings_by_content(text: str, whose: Belongs) -> None:
    assert belongs_to("somewhere/base.py", ast.parse(text)) is whose


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("config/settings/prod.py", Purpose.PRODUCTION),
        ("config/settings/production.py", Purpose.PRODUCTION),
        ("settings_staging.py", Purpose.PRODUCTION),
        ("config/settings/local.py", Purpose.DEVELOPMENT),
        ("project/local_settings.py", Purpose.DEVELOPMENT),
        ("settings/dev.py", Purpose.DEVELOPMENT),
        ("settings/ci.py", Purpose.TESTS),
        ("test_settings.py", Purpose.TESTS),
        ("tests/settings.py", Purpose.TESTS),
        ("tests/project/config/settings.py", Purpose.TESTS),
        ("sandbox/settings.py", Purpose.DEVELOPMENT),
        ("docs/settings.py", Purpose.TESTS),
        ("config/settings/mypy.py", Purpose.TESTS),
        ("project/settings.py", Purpose.UNSTATED),
        ("config/settings/base.py", Purpose.UNSTATED),
    ],
)
def test_purpose_by_name(path: str, expected: Purpose) -> None:
    assert purpose(path) is expected


def test_purpose_by_debug_and_by_option() -> None:
    assert purpose("project/settings.py", debug=True) is Purpose.DEVELOPMENT
    assert purpose("project/settings.py", debug=False) is Purpose.UNSTATED
    assert purpose("./config/settings/local.py", production=["settings/local.py"]) is Purpose.PRODUCTION
    assert purpose("local.py", production=["./local.py"]) is Purpose.PRODUCTION
    assert purpose("config/settings/local.py", production=["other.py"]) is Purpose.DEVELOPMENT

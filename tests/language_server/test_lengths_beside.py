"""The length beside numbers of seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.language_server.text_checks import Document, TextChecks
from tests.projectfiles import MANAGE, put, write

MIDDLEWARE = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"
VIEW = "from datetime import timedelta\nfrom django.conf import settings\nDAY = 86400\n\n\ndef view(request):\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "site", {"manage.py": MANAGE.format("config.settings"), "config/settings.py": MIDDLEWARE})


def shown(site: Path, name: str, text: str) -> str:
    """The text with the hints in brackets."""
    for each in reversed(TextChecks().hints(Document(str(site / name), str(site), text))):
        assert each.start == each.end
        text = f"{text[: each.start]}[{each.words}]{text[each.end :]}"
    return text


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        ("300", "5 minutes"),
        ("60 * 60 * 24", "1 day"),
        ("(60 * 60)", "1 hour"),
        ("DAY", "1 day"),
        ("settings.SESSION_COOKIE_AGE", "2 weeks"),
        ("1209600.0", "2 weeks"),
        ("0", "until the browser is closed"),
        ("-1", "ends with this response"),
        ("10**12", "too long: Django fails when it saves the session"),
    ],
)
def test_behind_arguments(site: Path, argument: str, hint: str) -> None:
    call = f"    request.session.set_expiry({argument})\n"
    assert shown(site, "views.py", VIEW + call) == VIEW + call.replace(")\n", f"[{hint}])\n")


@pytest.mark.parametrize(
    "argument",
    ["timedelta(days=1)", "True", "None", "'300'", "request.POST['x']", "", "300 if x else 600", "settings.X"],
)
def test_nothing_where_it_is_no_number_or_said_already(site: Path, argument: str) -> None:
    text = f"{VIEW}    request.session.set_expiry({argument})\n"
    assert shown(site, "views.py", text) == text


def test_keyword_and_async_method_and_characters_beyond_the_basic_plane(site: Path) -> None:
    text = f"\ufeff{VIEW}    '🌉'; request.session.set_expiry(value=60)\n\n\nasync def a(request):\n"
    text += "    await request.session.aset_expiry(120)\n"
    assert shown(site, "views.py", text) == text.replace("=60", "=60[1 minute]").replace("120", "120[2 minutes]")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("1209600", "2 weeks, from the last write"),
        ("60 * 60  # 🌉", "1 hour, from the last write"),
        ("(60 *\n    60)", "1 hour, from the last write"),
        ("0", "every session ends at once"),
        ("-5", "every session ends at once"),
    ],
)
def test_behind_the_setting(site: Path, value: str, hint: str) -> None:
    text = f"{MIDDLEWARE}x = '🌉'; SESSION_COOKIE_AGE = {value}\n"
    code = value.partition("  #")[0]
    assert shown(site, "config/settings.py", text) == text.replace(code, f"{code}[{hint}]")


@pytest.mark.parametrize("value", ["True", "'3600'", "None", "timedelta(1)", "env('X')", "10**15"])
def test_nothing_behind_a_setting_that_is_no_number(site: Path, value: str) -> None:
    text = f"{MIDDLEWARE}SESSION_COOKIE_AGE = {value}\n"
    assert shown(site, "config/settings.py", text) == text


def test_what_it_counts_from_is_that_of_the_project(site: Path) -> None:
    put(site, "config/settings.py", f"{MIDDLEWARE}SESSION_SAVE_EVERY_REQUEST = True\nfrom .base import *\n")
    text = "SESSION_COOKIE_AGE = 60\n"
    put(site, "config/base.py", text)
    assert shown(site, "config/base.py", text) == "SESSION_COOKIE_AGE = 60[1 minute, from the last request]\n"


def test_unsaved_settings_count(site: Path) -> None:
    text = f"{MIDDLEWARE}SESSION_COOKIE_AGE = 60\nSESSION_SAVE_EVERY_REQUEST = True\n"
    assert "60[1 minute, from the last request]" in shown(site, "config/settings.py", text)


def test_names_of_others_are_left_alone(site: Path) -> None:
    text = "SESSION_COOKIE_AGE = 60\n"
    assert shown(site, "shop/views.py", text) == text
    flask = "from flask import Flask\napp = Flask(__name__)\nSESSION_COOKIE_AGE = 60\n"
    assert shown(site, "other/settings.py", flask) == flask

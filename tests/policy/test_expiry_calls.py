"""The calls of set_expiry in a project: which, where, and their values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.policy.json_report import as_data
from tests.policy.conftest import MIDDLEWARE, Report, Write

Calls = Callable[..., list[dict[str, Any]]]
VIEW = (
    "from datetime import datetime, timedelta\nimport os\nfrom django.conf import settings\nfrom django.utils"
    " import timezone\n"
)


@pytest.fixture
def calls(write: Write, policy: Report) -> Calls:
    """The calls in files beside the settings."""

    def of(files: dict[str, str], *arguments: str, settings: str = "") -> list[dict[str, Any]]:
        write({"settings.py": MIDDLEWARE + settings, **files})
        found: list[dict[str, Any]] = as_data(policy("settings.py", *arguments))["calls"]
        return found

    return of


@pytest.mark.parametrize(
    ("argument", "words", "certainty", "answer"),
    [
        ("600", ["ten minutes, counted from the last write"], "known", "yes"),
        ("0", ["until the browser is closed; the server still accepts it for two weeks after the last"
               " write"], "known", "none"),
        ("False", ["until the browser is closed; the server still accepts it for two weeks after the last"
                   " write"], "known", "none"),
        ("True", ["one second: True counts as 1"], "known", "yes"),
        ("-1", ["ends with this response"], "known", "none"),
        ("0.5", ["the browser drops the cookie at once"], "known", "yes"),
        ("None", ["as if none had been set: SESSION_COOKIE_AGE holds: two weeks, counted from the last"
                  " write"], "known", "none"),
        ("500 * 24 * 60 * 60", ["500 days, counted from the last write"], "known", "no"),
        ("10**13", ["too long: Django fails when it saves the session"], "known", "no"),
        ("-(10**13)", ["before the year 1: Django fails when it saves the session"], "known", "none"),
        ("timedelta(hours=1)", ["one hour from this call: a fixed end, use does not move it"], "known", "yes"),
        ("timedelta(days=5000000)", ["too long: this line fails"], "known", "no"),
        ("timedelta(days=-5000000)", ["before the year 1: this line fails"], "known", "none"),
        ("timedelta(0)", ["ends with this response"], "known", "none"),
        ("timezone.now() + timedelta(days=1)", ["one day from this call: a fixed end, use does not move"
                                                " it"], "known", "yes"),
        ("datetime.now() + timedelta(days=1)", ["a moment without a time zone, and USE_TZ is on: Django fails when it"
                                                " saves the session"], "known", "none"),
        ("timedelta(hours=compute())", ["a length of time that is computed when the code runs: a fixed end, use does"
                                        " not move it"], "unknown", "unknown"),
        ("'3600'", ["a text: Django fails when it saves the session"], "known", "none"),
        ("[60]", ["a list or the like: Django fails when it saves the session"], "known", "none"),
        ("compute()", ["computed when the code runs"], "unknown", "unknown"),
        ("int(request.POST['days'])", ["a number of seconds, counted from the last write: what the visitor sends: it"
                                       " is the visitor who chooses"], "unknown", "unknown"),
        ("os.environ['AGE']", ["a text: Django fails when it saves the session"], "known", "none"),
        ("600 if remember else 0",
         ["ten minutes, counted from the last"
          " write", "until the browser is closed; the server still accepts it for two weeks after the last"
                    " write"], "depends", "yes"),
        ("settings.SESSION_COOKIE_AGE", ["two weeks, counted from the last write"
                                         " (settings.SESSION_COOKIE_AGE)"], "known", "yes"),
        ("settings.LONG", ["two years, counted from the last write (settings.LONG)"], "known", "no"),
        ("settings.NOWHERE", ["settings.NOWHERE: computed when the site starts"], "unknown", "unknown"),
        ("", ["no value: Django fails in this line"], "known", "none"),
    ],
)  # fmt: skip
def test_value_of_each_call_in_words(
    calls: Calls, argument: str, words: list[str], certainty: str, answer: str
) -> None:
    view = f"{VIEW}def view(request, remember):\n    request.session.set_expiry({argument})\n"
    settings = "USE_TZ = True\nLONG = 2 * 365 * 24 * 60 * 60\n"
    (call,) = calls({"views.py": view}, settings=settings)
    assert (call["words"], call["certainty"], call["verdict"]["answer"]) == (words, certainty, answer)
    assert (call["path"], call["line"], call["function"], call["method"], call["code"]) == (
        "views.py",
        6,
        "view",
        "set_expiry",
        argument,
    )


def test_call_has_line_and_function(calls: Calls) -> None:
    text = (
        "class LoginView:\n    def form_valid(self, form):\n        def inner():\n           "
        " self.request.session.set_expiry(1)\n"
        "        self.request.session.set_expiry(2)\n"
        "async def view(request):\n    await request.session.aset_expiry(3)\n"
        "request.session.set_expiry(4)\n"
    )
    found = calls({"app/views.py": text})
    assert [(call["function"], call["line"], call["method"]) for call in found] == [
        ("LoginView.form_valid.inner", 4, "set_expiry"),
        ("LoginView.form_valid", 5, "set_expiry"),
        ("view", 7, "aset_expiry"),
        ("", 8, "set_expiry"),
    ]


def test_calls_in_another_class_are_not_in_tests(calls: Calls) -> None:
    view = "class Page(View):\n    def get(self, request):\n        request.session.set_expiry(1)\n"
    assert [call["in_tests"] for call in calls({"checks.py": view})] == [False]


def test_calls_in_tests_are_told_apart(calls: Calls, policy: Report) -> None:
    text = "def test_it(request):\n    request.session.set_expiry(500 * 24 * 60 * 60)\n"
    case = (
        "from django.test import TestCase\nclass Case(TestCase):\n    def check(self):\n       "
        " self.client.session.set_expiry(1)\n"
    )
    found = calls({"tests/test_views.py": text, "checks.py": case})
    assert [call["in_tests"] for call in found] == [True, True]
    report = policy("settings.py")
    assert report.calls_in_code == ()


def test_only_what_flake8_would_look_at(calls: Calls) -> None:
    view = "def view(request):\n    request.session.set_expiry({})\n"
    files = {
        "views.py": view.format(1),
        "migrations/old.py": view.format(2),
        ".hidden/views.py": view.format(3),
        "template.txt": view.format(4),
        ".flake8": "[flake8]\nextend-exclude = migrations\n",
    }
    assert [call["code"] for call in calls(files)] == ["3", "1"]
    assert [call["code"] for call in calls(files, "--exclude=.hidden", "--isolated")] == ["2", "1"]


def test_other_frameworks_and_unreadable_files(calls: Calls, write: Write, policy: Report, folder: Path) -> None:
    (folder / "latin.py").write_bytes(b"x = 'set_expiry \xff'\n")
    found = calls(
        {
            "flask_app.py": "from flask import session\nsession.set_expiry(5)\n",
            "broken.py": "request.session.set_expiry(\n",
            "text.py": "x = 'set_expiry'\n",
            "deep.py": "set_expiry = 1\nx = " + " + ".join(["1"] * 3000) + "\n",
        }
    )
    assert found == []
    problems = [problem.partition(":")[0] for problem in policy("settings.py").problems]
    assert problems == ["broken.py", "deep.py", "latin.py"]


def test_each_settings_module_has_its_say(write: Write, policy: Report) -> None:
    write(
        {
            "dev.py": f"{MIDDLEWARE}AGE = 60\nSESSION_SAVE_EVERY_REQUEST = True\n",
            "prod.py": f"{MIDDLEWARE}AGE = 90\n",
            "views.py": f"{VIEW}def view(request):\n    request.session.set_expiry(settings.AGE)\n   "
            " request.session.set_expiry(0)\n",
        }
    )
    first, second = as_data(policy("dev.py", "prod.py"))["calls"]
    assert first["words"] == [
        "one minute, counted from the last request (settings.AGE)",
        "90 seconds, counted from the last write (settings.AGE)",
    ]
    assert [each["origin"]["path"] for each in first["possible"]] == ["dev.py", "prod.py"]
    assert first["certainty"] == "depends"
    assert second["words"] == [
        "until the browser is closed; the server still accepts it for two weeks after the last write"
    ]


def test_nothing_of_the_project_runs(calls: Calls, folder: Path) -> None:
    evil = f"open({str(folder / 'ran')!r}, 'w')\ndef view(request):\n    request.session.set_expiry(1)\n"
    assert len(calls({"views.py": evil, "conftest.py": evil, "setup.py": evil}, settings=evil)) == 4
    assert not (folder / "ran").exists()

"""The rows of the report: value, origin, certainty and verdict of each setting."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from flake8_session_expiry.policy.json_report import as_data, as_json
from flake8_session_expiry.policy.module_policy import COVERED
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from tests.policy.conftest import MIDDLEWARE, Report, Write

Rows = Callable[..., dict[str, Any]]
SECRET = "django-insecure-do-not-tell"


def test_every_session_setting_has_a_row(rows: Rows) -> None:
    assert set(SESSION_SETTINGS) | {"CSRF_USE_SESSIONS"} == COVERED
    assert COVERED | {"SECRET_KEY", "MIDDLEWARE: sessions", "MIDDLEWARE: logins"} == set(rows(""))


def test_an_empty_module_has_djangos_values(rows: Rows) -> None:
    found = rows("", "--session-expiry-django-version=5.2")
    assert {row["certainty"] for row in found.values()} == {"known"}
    age = found["SESSION_COOKIE_AGE"]
    assert age["possible"] == [
        {
            "words": "two weeks, counted from the last write",
            "known": True,
            "default": True,
            "origin": None,
            "environment": None,
            "verdict": {
                "answer": "yes",
                "reason": "at most 400 days",
                "source": "RFC 6265bis (Internet-Draft), 5.5",
            },
            "value": 1209600,
        }
    ]
    assert found["MIDDLEWARE: logins"]["possible"][0]["origin"] == {"path": "settings.py", "line": 1}


def test_origins_along_a_chain(write: Write, policy: Report) -> None:
    write(
        {
            "config/settings/base.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = 60\n",
            "config/settings/prod.py": "from .base import *\nSESSION_COOKIE_SECURE = True\n",
        }
    )
    (module,) = as_data(policy("config/settings/prod.py"))["modules"]
    origins = {row["name"]: row["possible"][0]["origin"] for row in module["settings"]}
    assert origins["SESSION_COOKIE_AGE"] == {"path": "config/settings/base.py", "line": 2}
    assert origins["SESSION_COOKIE_SECURE"] == {"path": "config/settings/prod.py", "line": 2}
    assert (module["path"], module["class"], module["purpose"], module["complete"]) == (
        "config/settings/prod.py",
        None,
        "production",
        True,
    )


def test_each_possible_value_has_its_origin(rows: Rows) -> None:
    text = "import os\nSESSION_COOKIE_AGE = 60\nif os.environ['X'] == 'y':\n    SESSION_COOKIE_AGE = 7200\n"
    row = rows(text, "--session-expiry-profile=nist-aal2")["SESSION_COOKIE_AGE"]
    found = [(each["value"], each["origin"]["line"], each["verdict"]["answer"]) for each in row["possible"]]
    assert sorted(found) == [(60, 3, "yes"), (7200, 5, "no")]
    assert (row["certainty"], row["verdict"]["answer"]) == ("depends", "depends")
    assert row["verdict"]["reason"] == "longer than one hour"


def test_the_environment_and_its_default(rows: Rows) -> None:
    row = rows("import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 60))\n")["SESSION_COOKIE_AGE"]
    assert row["words"] == ["one minute, counted from the last write", "what the environment variable AGE says"]
    assert [each["known"] for each in row["possible"]] == [True, False]
    assert "value" not in row["possible"][1]
    assert row["certainty"] == "depends"


def test_what_is_not_known(rows: Rows) -> None:
    row = rows("SESSION_COOKIE_AGE = compute()\n")["SESSION_COOKIE_AGE"]
    assert (row["certainty"], row["words"], row["verdict"]["answer"]) == (
        "unknown",
        ["computed when the site starts"],
        "unknown",
    )


def test_a_module_that_cannot_be_read_leaves_every_value_open(write: Write, policy: Report) -> None:
    write({"settings.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = 60\nfrom .local_settings import *\n"})
    (module,) = as_data(policy("settings.py"))["modules"]
    assert not module["complete"]
    assert module["notes"] == [
        "settings.py:3 takes in settings that cannot be read from here; they may change what is said below."
    ]
    rows = {row["name"]: row for row in module["settings"]}
    assert rows["SESSION_COOKIE_AGE"]["words"] == [
        "one minute, counted from the last write",
        "another value, if one is set there",
    ]
    assert rows["SESSION_COOKIE_NAME"]["possible"][0]["default"]
    assert {row["certainty"] for row in module["settings"]} <= {"depends", "unknown"}
    assert module["lifetimes"][0]["summary"].startswith(
        "A session ends one minute after the last request that wrote to it, as far as"
    )


def test_classes_of_django_configurations(write: Write, policy: Report) -> None:
    text = (
        "from configurations import Configuration, values\n"
        f"class Base(Configuration):\n    {MIDDLEWARE}    SESSION_COOKIE_AGE = 60\n"
        "class Production(Base):\n    SESSION_COOKIE_AGE = values.IntegerValue(90)\n    SESSION_COOKIE_SECURE = True\n"
    )
    write({"settings.py": text})
    modules = as_data(policy("settings.py"))["modules"]
    assert [module["class"] for module in modules] == ["Base", "Production"]
    ages = [next(r for r in module["settings"] if r["name"] == "SESSION_COOKIE_AGE") for module in modules]
    assert [[each.get("value") for each in row["possible"]] for row in ages] == [[60], [90, None]]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_secret_is_never_told(write: Write, policy: Report, profile: str) -> None:
    text = (
        f"import os\nSECRET_KEY = os.environ.get('KEY', '{SECRET}')\nSECRET_KEY_FALLBACKS = ['{SECRET}', '{SECRET}']\n"
        f"SESSION_REDIS_URL = 'redis://:{SECRET}@host'\nSESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n"
        f"CACHES = {{'default': {{'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION':"
        f" 'redis://:{SECRET}@host'}}}}\n"
    )
    write({"settings.py": MIDDLEWARE + text})
    report = policy("settings.py", f"--session-expiry-profile={profile}")
    assert SECRET not in as_json(report) and SECRET not in repr(report)
    rows = {row["name"]: row for row in as_data(report)["modules"][0]["settings"]}
    assert rows["SECRET_KEY"]["words"] == ["written in the settings", "what the environment variable KEY says"]
    assert rows["SECRET_KEY_FALLBACKS"]["words"] == ["2 older keys"]
    assert rows["SESSION_REDIS_URL"]["words"] == ["a text"]
    assert rows["CACHES['default']"]["words"] == ["Redis"]


@pytest.mark.parametrize(
    ("text", "words", "certainty"),
    [
        ("", ["the memory of one process: lost at each restart, not shared with other processes"], "known"),
        ("SESSION_CACHE_ALIAS = 'other'\n", ["there is no cache of this name: Django fails"], "known"),
        ("CACHES = {'default': {'BACKEND': 'my.Cache'}}\n", ["'my.Cache'"], "known"),
        ("CACHES = {'default': compute()}\n", ["computed when the site starts"], "unknown"),
        (
            "import os\nCACHES = {'default': {'BACKEND': os.environ['B']}}\n",
            ["what the environment variable B says"],
            "unknown",
        ),
        (
            "import os\nB = 'django.core.cache.backends.'\nCACHES = {'default': {'BACKEND': B + ('db.DatabaseCache'"
            " if os.environ['X'] else 'dummy.DummyCache')}}\n",
            ["a database table", "no cache at all: it forgets everything at once"],
            "depends",
        ),
    ],
)
def test_the_cache_behind_the_engine(rows: Rows, text: str, words: list[str], certainty: str) -> None:
    found = rows(f"SESSION_ENGINE = 'django.contrib.sessions.backends.cached_db'\n{text}")
    (row,) = [row for name, row in found.items() if name.startswith("CACHES[")]
    assert (row["words"], row["certainty"]) == (words, certainty)


def test_settings_that_the_engine_does_not_use(rows: Rows) -> None:
    unused = " (this engine does not use it)"
    found = rows("")
    assert found["SESSION_CACHE_ALIAS"]["words"] == [f"'default'{unused}"]
    assert found["SESSION_FILE_PATH"]["words"][0].endswith(unused)
    found = rows("SESSION_ENGINE = 'my.engine'\n")
    assert not any(unused in word for row in found.values() for word in row["words"])
    assert "CACHES['default']" in found


def test_settings_that_django_does_not_know(rows: Rows) -> None:
    found = rows("SESSION_COOKIES_AGE = 60\nSESSION_SECURITY_WARN_AFTER = 5\nSESSION_OWN = [1]\n")
    assert (
        found["SESSION_COOKIES_AGE"]["question"]
        == "Django does not know it: it has no effect; SESSION_COOKIE_AGE may be meant"
    )
    assert found["SESSION_SECURITY_WARN_AFTER"]["question"] == "A setting of a package"
    assert found["SESSION_OWN"]["question"].startswith("Django does not know it: it has no effect unless")
    assert found["SESSION_SECURITY_WARN_AFTER"]["words"] == ["5"]


FIRST, SECOND = (
    "'django.contrib.sessions.middleware.SessionMiddleware'",
    "'django.contrib.auth.middleware.AuthenticationMiddleware'",
)


@pytest.mark.parametrize(
    ("middleware", "sessions", "logins", "certainty"),
    [
        (f"[{FIRST}, {SECOND}]", ["yes"], ["yes"], "known"),
        (f"({FIRST}, {SECOND})", ["yes"], ["yes"], "known"),
        (f"[{SECOND}, {FIRST}]", ["yes"], ["listed before the session middleware: Django refuses every page"], "known"),
        ("[]", ["no: there is no session middleware in the"
                " list"], ["no: Django's authentication middleware is not in the list"], "known"),
        (f"['my.SessionMiddleware', {SECOND}]", ["by my.SessionMiddleware, which is not Django's"], ["yes"], "known"),
        (f"[{FIRST}, 'my.AuthenticationMiddleware']", ["yes"], ["by my.AuthenticationMiddleware, which is not"
                                                      " Django's"], "known"),
        (f"[{FIRST}, {SECOND}, *compute()]", ["yes, in the part of the list that can be"
                                              " read"] , ["yes, in the part of the list that can be read"], "depends"),
        ("compute()", ["computed when the site starts"], ["computed when the site starts"], "unknown"),
    ],
)  # fmt: skip
def test_middleware_rows_of_each_list(
    rows: Rows, middleware: str, sessions: list[str], logins: list[str], certainty: str
) -> None:
    found = rows(f"MIDDLEWARE = {middleware}\n")
    assert found["MIDDLEWARE: sessions"]["words"] == sessions
    assert found["MIDDLEWARE: logins"]["words"] == logins
    assert {found[f"MIDDLEWARE: {which}"]["certainty"] for which in ("sessions", "logins")} == {certainty}


@pytest.mark.parametrize(
    ("middleware", "note"),
    [
        ("[]", "MIDDLEWARE lists no session middleware: there are no sessions"),
        ("['my.SessionMiddleware']", "MIDDLEWARE lists my.SessionMiddleware instead of Django's"),
        (
            f"[{FIRST}, 'my.IdleTimeoutMiddleware']",
            "MIDDLEWARE lists my.IdleTimeoutMiddleware: it may end sessions by rules of its own",
        ),
    ],
)
def test_notes_about_middleware(write: Write, policy: Report, middleware: str, note: str) -> None:
    write({"settings.py": f"MIDDLEWARE = {middleware}\n"})
    (module,) = policy("settings.py").modules
    assert [found[: len(note)] for found in module.notes] == [note]


@pytest.mark.parametrize(
    ("text", "arguments", "name", "answer"),
    [
        ("SESSION_COOKIE_AGE = 3600\n", ["profile=nist-aal2"], "SESSION_COOKIE_AGE", "yes"),
        ("SESSION_COOKIE_AGE = 3601\n", ["profile=nist-aal2"], "SESSION_COOKIE_AGE", "no"),
        ("", ["profile=nist-aal1"], "SESSION_COOKIE_AGE", "yes"),
        ("", ["max-age=60"], "SESSION_COOKIE_AGE", "no"),
        ("SESSION_COOKIE_AGE = '60'\n", [], "SESSION_COOKIE_AGE", "unknown"),
        ("", [], "SESSION_COOKIE_SECURE", "no"),
        ("SESSION_COOKIE_SECURE = True\n", [], "SESSION_COOKIE_SECURE", "yes"),
        ("", [], "SESSION_COOKIE_SAMESITE", "none"),
        ("SESSION_COOKIE_SAMESITE = 'None'\n", ["profile=owasp-asvs-4-l1"], "SESSION_COOKIE_SAMESITE", "no"),
        ("", ["profile=nist-aal3"], "SESSION_COOKIE_SAMESITE", "yes"),
        ("", ["profile=owasp-asvs-4-l1"], "SESSION_COOKIE_NAME", "no"),
        ("SESSION_COOKIE_NAME = '__Host-sessionid'\n", ["profile=owasp-asvs-4-l1"], "SESSION_COOKIE_NAME", "yes"),
        ("", ["profile=owasp-asvs-4-l1"], "SESSION_ENGINE", "yes"),
        (
            "SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'\n",
            ["profile=nist-aal1"],
            "SESSION_ENGINE",
            "no",
        ),
        ("SESSION_ENGINE = 'my.engine'\n", ["profile=nist-aal1"], "SESSION_ENGINE", "unknown"),
        ("SESSION_COOKIE_SECURE = compute()\n", [], "SESSION_COOKIE_SECURE", "unknown"),
        ("SESSION_COOKIE_HTTPONLY = compute() and False\n", [], "SESSION_COOKIE_HTTPONLY", "depends"),
    ],
)
def test_verdict_of_each_row(rows: Rows, text: str, arguments: list[str], name: str, answer: str) -> None:
    row = rows(text, *(f"--session-expiry-{argument}" for argument in arguments))[name]
    assert row["verdict"]["answer"] == answer
    assert bool(row["verdict"]["source"]) is (answer in {"yes", "no", "depends"} or name == "SESSION_ENGINE")


def test_the_purpose_of_a_module(write: Write, policy: Report) -> None:
    text = f"{MIDDLEWARE}DEBUG = True\n"
    write(dict.fromkeys(("config/settings.py", "config/prod.py", "tests/settings.py"), text))
    found = {
        module.path: (module.purpose.value, module.judged)
        for module in policy("config/settings.py", "config/prod.py", "tests/settings.py").modules
    }
    assert found == {
        "config/settings.py": ("development", False),
        "config/prod.py": ("production", True),
        "tests/settings.py": ("tests", False),
    }


def test_keys_of_the_json(write: Write, policy: Report) -> None:
    write(
        {
            "settings.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = float('inf')\n",
            "views.py": "def view(request):\n    request.session.set_expiry(0)\n",
        }
    )
    data = json.loads(as_json(policy("settings.py")))
    assert list(data) == [
        "version",
        "tool",
        "profile",
        "violated",
        "modules",
        "calls",
        "ways_out",
        "problems",
        "unfollowed",
    ]
    assert list(data["profile"]) == ["name", "overall", "idle", "binding", "source", "url", "max_age"]
    (module,) = data["modules"]
    assert list(module) == [
        "path",
        "class",
        "purpose",
        "judged",
        "django",
        "complete",
        "notes",
        "settings",
        "lifetimes",
    ]
    assert list(module["settings"][0]) == ["name", "question", "words", "certainty", "possible", "verdict"]
    assert list(module["lifetimes"][0]) == [
        *("condition", "summary", "engine", "idle", "overall", "renewed_by", "ends_at_browser_close", "cookie_max_age"),
        *("server_copy", "has_server_copy", "endings"),
    ]
    assert list(module["lifetimes"][0]["endings"][0]) == ["what", "words", "seconds", "verdict"]
    (call,) = data["calls"]
    assert list(call) == [
        "path",
        "line",
        "function",
        "method",
        "code",
        "in_tests",
        "certainty",
        "words",
        "possible",
        "verdict",
    ]

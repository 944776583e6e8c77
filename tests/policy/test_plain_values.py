"""Values as a reviewer reads them."""

from __future__ import annotations

import datetime
import math

import pytest

from flake8_session_expiry.console import printable
from flake8_session_expiry.policy.plain_values import (
    Surroundings,
    described,
    described_plainly,
    length,
    secret_words,
    shortened,
    source_words,
)
from flake8_session_expiry.values.value import UNKNOWN, UNREAD, Value, constant

WRITES = Surroundings(every_request=False, age=1209600)
REQUESTS = Surroundings(every_request=True, age=3600)
NOTHING = Surroundings(None, None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1209600, "two weeks"),
        (604800, "one week"),
        (5 * 604800, "35 days"),
        (3600, "one hour"),
        (1800, "30 minutes"),
        (86400, "one day"),
        (12 * 3600, "twelve hours"),
        (400 * 86400, "400 days"),
        (5400, "90 minutes"),
        (1, "one second"),
        (1800000, "about 20.8 days"),
        (31536000, "one year"),
    ],
)
def test_lengths(seconds: float, words: str) -> None:
    assert length(seconds) == words


@pytest.mark.parametrize(
    ("value", "around", "words"),
    [
        (1209600, WRITES, "two weeks, counted from the last write"),
        (3600, REQUESTS, "one hour, counted from the last request"),
        (
            60,
            NOTHING,
            "one minute, counted from the last write, or from the last request (SESSION_SAVE_EVERY_REQUEST decides)",
        ),
        (0, WRITES, "every session ends at once"),
        (-1, WRITES, "every session ends at once"),
        (True, WRITES, "True: one second"),
        (False, WRITES, "False: every session ends at once"),
        ("3600", WRITES, "'3600' is not a number of seconds: Django fails when it saves a session"),
        (None, WRITES, "None is not a number of seconds: Django fails when it saves a session"),
        (math.inf, WRITES, "inf: too long, Django fails when it saves a session"),
        (math.nan, WRITES, "nan: too long, Django fails when it saves a session"),
        (10**12, WRITES, "1000000000000: too long, Django fails when it saves a session"),
    ],
)
def test_the_age(value: object, around: Surroundings, words: str) -> None:
    assert described("SESSION_COOKIE_AGE", value, around) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SESSION_EXPIRE_AT_BROWSER_CLOSE", False, "no: it outlives the browser"),
        (
            "SESSION_EXPIRE_AT_BROWSER_CLOSE",
            1,
            "yes: the browser forgets the session when it is closed; the server still accepts it for two weeks after"
            " the last write",
        ),
        ("SESSION_EXPIRE_AT_BROWSER_CLOSE", "", "no: it outlives the browser ('' counts as False)"),
        ("SESSION_SAVE_EVERY_REQUEST", True, "yes: every request starts the time again"),
        ("SESSION_COOKIE_SECURE", "False", "yes ('False' counts as True)"),
        ("SESSION_COOKIE_SECURE", None, "no: it is sent over plain HTTP, too, where others can read it"),
        ("SESSION_COOKIE_HTTPONLY", 0, "no: scripts in the page can read it"),
        (
            "SESSION_COOKIE_SAMESITE",
            "strict",
            "Strict: never sent when another site makes the request, not even for a link",
        ),
        (
            "SESSION_COOKIE_SAMESITE",
            "None",
            "None: requests that other sites make carry it too, where the browser allows cookies of other sites; if"
            " SESSION_COOKIE_SECURE is off, those built on Chromium drop it",
        ),
        ("SESSION_COOKIE_SAMESITE", None, "not said (None): each browser does as it likes"),
        ("SESSION_COOKIE_SAMESITE", "lax ", "'lax ' is not one of Lax, Strict and None: Django fails to send it"),
        ("SESSION_COOKIE_SAMESITE", True, "True is not a text: Django fails to send it"),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.cache", "in the cache only"),
        ("SESSION_ENGINE", "my.engine", "by 'my.engine', which is not one of Django's engines"),
        ("SESSION_ENGINE", None, "by None, which is not one of Django's engines"),
        ("SESSION_FILE_PATH", None, "the system's folder for temporary files"),
        ("SESSION_FILE_PATH", "/var/s", "'/var/s'"),
        ("SESSION_SERIALIZER", "my.Serializer", "by 'my.Serializer'"),
        ("SESSION_SERIALIZER", "json", "'json' is nothing that Django can import: every request fails"),
        (
            "SESSION_SERIALIZER",
            "django.core.serializers.json",
            "'django.core.serializers.json' cannot do it: Django fails when it saves a session, but for the engine"
            " cache",
        ),
        ("SESSION_FILE_PATH", "", "the system's folder for temporary files"),
        (
            "SESSION_SERIALIZER",
            "django.contrib.sessions.serializers.PickleSerializer",
            "as a pickle: whoever has the secret key and can write sessions can run code on the server"
            " (Django 5.0 removed it)",
        ),
        ("SESSION_COOKIE_NAME", "sid", "'sid'"),
        ("SESSION_COOKIE_NAME", "", "'' is not a name: Django cannot send it"),
        ("CSRF_USE_SESSIONS", True, "in the session, so it ends with it"),
        ("CSRF_USE_SESSIONS", False, "in a cookie of its own"),
    ],
)
def test_the_other_settings(name: str, value: object, words: str) -> None:
    assert described(name, value, WRITES) == words


_LOST = ": browsers drop the cookie, and nobody can log in"
_ONE = " itself, where the site is visited under this name; on every other host browsers drop the cookie"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "only the host that sent it"),
        ("", "only the host that sent it"),
        (".example.org", "example.org and every host below it"),
        (" Shop.Example.ORG", "shop.example.org and every host below it"),
        ("example.org; HttpOnly", "example.org and every host below it"),
        ("localhost", f"only localhost{_ONE}"),
        (".localhost", f"only localhost{_ONE}"),
        ("127.0.0.1", f"only 127.0.0.1{_ONE}"),
        (
            ".herokuapp.com",
            "none: sites of others are below herokuapp.com, too, so browsers drop the cookie, and nobody can log in",
        ),
        ("shop.herokuapp.com", "shop.herokuapp.com and every host below it"),
        ("localhost:8000", f"'localhost:8000' has a port{_LOST}"),
        ("https://example.org", f"'https://example.org' is a URL, not a host name{_LOST}"),
        ("example.org/", f"'example.org/' contains a slash{_LOST}"),
        ("a.org, b.org", f"'a.org, b.org' contains a comma{_LOST}"),
        ("a.org b.org", f"'a.org b.org' contains a space{_LOST}"),
        ("*.example.org", f"'*.example.org' contains a star{_LOST}"),
        ("..example.org", f"'..example.org' starts with two dots{_LOST}"),
        ("example.org.", f"'example.org.' ends in a dot{_LOST}"),
        ("'example.org'", f"\"'example.org'\" contains quotes{_LOST}"),
        ("None", f"'None' is a string, not the value{_LOST}"),
        (["a.org", "b.org"], f"['a.org', 'b.org'] is not a text{_LOST}"),
        (False, f"False is not a text{_LOST}"),
    ],
)
def test_the_hosts_that_get_the_cookie(value: object, words: str) -> None:
    assert described("SESSION_COOKIE_DOMAIN", value, WRITES) == words


_FOLDER = "only the pages in the folder of the page that set it, and below"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("/", "every page of the host"),
        (" /", "every page of the host"),
        ("/app", "pages below '/app'"),
        ("app/", f"{_FOLDER}: 'app/' does not begin with a slash, and browsers ignore it"),
        (("/app",), f"{_FOLDER}: ('/app',) does not begin with a slash, and browsers ignore it"),
        (None, f"{_FOLDER}: no path is sent (None)"),
        ("", f"{_FOLDER}: no path is sent ('')"),
    ],
)
def test_the_pages_that_get_the_cookie(value: object, words: str) -> None:
    assert described("SESSION_COOKIE_PATH", value, WRITES) == words


def test_samesite_none_depends_on_secure() -> None:
    off = described("SESSION_COOKIE_SAMESITE", "None", Surroundings(False, 60, secure=False))
    assert (
        off
        == "None, but SESSION_COOKIE_SECURE is off: browsers built on Chromium drop the cookie, and nobody can log in"
        " there"
    )
    on = described("SESSION_COOKIE_SAMESITE", "None", Surroundings(False, 60, secure=True))
    assert on == "None: requests that other sites make carry it too, where the browser allows cookies of other sites"


def test_the_time_on_the_server_where_the_age_is_not_known() -> None:
    words = described("SESSION_EXPIRE_AT_BROWSER_CLOSE", True, NOTHING)
    assert words.endswith("the server still accepts it for SESSION_COOKIE_AGE")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value(variable="AGE"), "what the environment variable AGE says"),
        (Value(variable=""), "what the environment says"),
        (Value(imported="other.AGE"), "other.AGE, which is not part of the project"),
        (Value(maker="other.age"), "what other.age gives when the site starts"),
        (UNKNOWN, "computed when the site starts"),
        (UNREAD, "another value, if one is set there"),
    ],
)
def test_where_an_unknown_value_comes_from(value: Value, words: str) -> None:
    assert source_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (constant("very secret"), "written in the settings"),
        (constant(""), "missing: Django does not start"),
        (constant(None), "missing: Django does not start"),
        (Value(variable="KEY"), "what the environment variable KEY says"),
        (
            Value(maker="django.core.management.utils.get_random_secret_key"),
            "made anew at each start: every restart ends all logins",
        ),
        (Value(maker="secrets.token_hex"), "made anew at each start: every restart ends all logins"),
    ],
)
def test_a_secret_keeps_its_value(value: Value, words: str) -> None:
    assert secret_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("redis://:password@host", "a text"), (5, "5"), (None, "None"), ([1], "something else than a number or a text"),
     (datetime.timedelta(5), "datetime.timedelta(days=5)")],
)  # fmt: skip
def test_a_value_of_somebody_elses_setting(value: object, words: str) -> None:
    assert described_plainly(value) == words


def test_nothing_steers_a_terminal() -> None:
    assert printable("a\x1b[31m\u202eb\udce9\n") == "a\\x1b[31m\\u202eb\\udce9\\n"
    assert shortened("a  b\n\tc") == "a b c"
    assert len(shortened("x" * 500)) == 60

"""What is said of a call of ``set_expiry``, engine by engine, and what a real Django does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.policy.call_endings import endings_of_call
from flake8_session_expiry.policy.report import CacheReach, Lifetime, Possibility
from flake8_session_expiry.values.value import Kind

ROOT = Path(__file__).parents[2]
ENGINES = ("db", "cached_db", "cache", "file", "signed_cookies")
ASKED = {
    "300": Possibility("", known=True, kind=Kind.INT, seconds=300),
    "0": Possibility("", known=True, kind=Kind.INT, seconds=0),
    "None": Possibility("", known=True, kind=Kind.NONE),
    "timedelta(minutes=5)": Possibility("", known=True, kind=Kind.TIMEDELTA, seconds=300),
}
DEFAULTS = Lifetime(1_209_600, False, False, "db")


@pytest.fixture(scope="module")
def observed() -> dict[str, Any]:
    """What Django does with each engine."""
    pytest.importorskip("django")
    program = str(Path(__file__).with_name("observed_calls.py"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    running = {
        engine: subprocess.Popen([sys.executable, program, engine], env=environment, stdout=subprocess.PIPE)
        for engine in ENGINES
    }
    return {engine: json.loads(process.communicate(timeout=240)[0]) for engine, process in running.items()}


def said(value: str, engine: str | None, **other: Any) -> str:
    """All words about a call."""
    life = Lifetime(**{**vars(DEFAULTS), "engine": engine, **other})
    return " ".join(ending.words for ending in endings_of_call(ASKED[value], life))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", ASKED)
def test_it_ends_as_said(value: str, engine: str, observed: dict[str, Any]) -> None:
    words, seen = said(value, engine), observed[engine][value]
    ends = "It ends five minutes after" in words
    assert seen["before"] is True
    assert seen["after"] is not ends
    # "after the last request that wrote to it", "whatever the visitor does meanwhile"
    assert seen["after, written at 100"] is not ("whatever the visitor does meanwhile" in words and ends)
    assert ("Reading pages does not count." in words) is (value == "300")
    for_ever = "the server accepts such a file for ever" in words
    assert seen["after two weeks"] is (for_ever and value == "300")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", ASKED)
def test_cookie_is_as_said(value: str, engine: str, observed: dict[str, Any]) -> None:
    words, [first, at_a_read, at_a_write] = said(value, engine), observed[engine][value]["ages"]
    assert at_a_read == "not sent"
    if "The cookie has no Max-Age" in words:
        assert (first, at_a_write) == ("", "")
    elif "what is left until then" in words or "The browser drops the cookie five minutes after this call" in words:
        assert first in {299, 300}
        assert at_a_write in {199, 200}
    else:
        assert f"Max-Age={first} and is sent anew with each request that wrote to it" in words
        assert at_a_write == first


def test_every_request_counts_where_the_settings_say_so() -> None:
    words = said("300", "db", every_request=True)
    assert "five minutes after the last request: every request starts the time again" in words
    assert "Max-Age=300 and is sent anew with each request." in words
    assert "whether reading a page counts is not known" in said("300", "db", every_request=None)


def test_cache_that_keeps_nothing() -> None:
    words = said("300", "cache", cache=CacheReach.NOTHING)
    assert words == "There is none: the cache keeps nothing, and the request after a login is anonymous."


def test_engine_that_is_not_djangos() -> None:
    assert "is not one of Django's engines" in said("300", "shop.sessions")
    assert "Server" not in said("timedelta(minutes=5)", None)


@pytest.mark.parametrize(
    "given",
    [
        Possibility("", kind=Kind.INT),
        Possibility("", known=True, kind=Kind.INT, seconds=-1),
        Possibility("", known=True, kind=Kind.INT, seconds=float("nan")),
        Possibility("", known=True, kind=Kind.INT, seconds=1e15),
        Possibility("", known=True, kind=Kind.TIMEDELTA, seconds=-1),
        Possibility("", known=True, kind=Kind.STRING),
        Possibility(""),
    ],
)
def test_nothing_of_what_the_words_of_the_call_say_already(given: Possibility) -> None:
    assert list(endings_of_call(given, DEFAULTS)) == []

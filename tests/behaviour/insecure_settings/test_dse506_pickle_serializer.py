"""A pickled session runs code; since Django 5.0 the class is gone."""

from __future__ import annotations

from typing import Any

import django
import pytest
from django.conf import settings
from django.core import signing
from django.utils.module_loading import import_string

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, proof, sessions_last

RAN: list[str] = []


def run_by_the_server(text: str) -> dict[str, Any]:
    """What an attacker's session calls when it is read."""
    RAN.append(text)
    return {}


class Payload:
    """An object whose pickle is a call."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return run_by_the_server, ("anything",)


def attack(site: Site) -> None:
    """Send a cookie of an attacker who has the SECRET_KEY."""
    pickler = import_string("django.contrib.sessions.serializers.PickleSerializer")
    salt = "django.contrib.sessions.backends.signed_cookies"
    site.replay(signing.dumps(Payload(), key=settings.SECRET_KEY, salt=salt, serializer=pickler))


def no_code_is_run_and_sessions_are_read(site: Site, code: Block) -> None:
    RAN.clear()
    site.configure(code)
    attack(site)
    assert RAN == []
    sessions_last(3600)(site, code)


@proof(
    "dse506_pickle_serializer", engines=("signed_cookies",), before=(5, 0), promise=no_code_is_run_and_sessions_are_read
)
def test_a_cookie_signed_with_the_key_runs_code(site: Site, code: Block) -> None:
    """A cookie that was made with the known ``SECRET_KEY`` runs code on the server."""
    RAN.clear()
    site.configure(code)
    attack(site)
    assert RAN == ["anything"]


@proof("dse506_pickle_serializer", engines=ENGINES, since=(5, 0), promise=sessions_last(3600))
def test_every_request_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.open().raised(ImportError, "loading", "PickleSerializer")


@proof(
    "dse506_pickle_serializer", since=(5, 0), case="the class that Django's own derived from", promise=sessions_last(60)
)
def test_so_it_does_with_the_other_path(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.open().raised(ImportError, "loading", "PickleSerializer")


def sessions_of_today_read_as_empty(site: Site, code: Block) -> None:
    site.configure(SESSION_SERIALIZER="django.contrib.sessions.serializers.PickleSerializer")
    site.remember(cart=1)
    site.configure(code, SESSION_SERIALIZER="django.contrib.sessions.serializers.JSONSerializer")
    assert site.open().data == {}


@pytest.mark.skipif(django.VERSION >= (5, 0), reason="Django 5.0 has no PickleSerializer")
@pytest.mark.parametrize("engine", ["db", "file", "signed_cookies"])
def test_without_it_the_sessions_of_today_are_empty(engine: str) -> None:
    advice_keeps(sessions_of_today_read_as_empty, engine, "SESSION_COOKIE_AGE = 3600")


@pytest.mark.skipif(django.VERSION >= (5, 0), reason="Django 5.0 has no PickleSerializer")
def test_django_4_2_warns_that_it_is_deprecated() -> None:
    pickler = import_string("django.contrib.sessions.serializers.PickleSerializer")
    with pytest.warns(DeprecationWarning, match="PickleSerializer is deprecated due to its security risk"):
        pickler()

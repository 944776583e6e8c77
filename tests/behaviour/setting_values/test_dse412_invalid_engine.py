"""With a SESSION_ENGINE that is no module the session middleware cannot be loaded."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, proof
from tests.behaviour.proving.site import site


def sessions_are_rows(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"
    assert site.rows() == 1


@proof("dse412_invalid_engine", engines=("cache",), promise=sessions_are_rows)
def test_every_page_fails(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.remember()
    assert visit.raised(ModuleNotFoundError, "start")


@proof("dse412_invalid_engine", engines=("cache",), case="a module that does not exist", instead=None, fix=False)
def test_a_module_that_does_not_exist(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(ModuleNotFoundError, "start")


@proof("dse412_invalid_engine", engines=("cache",), case="a cache backend", instead=None, fix=False)
def test_a_cache_backend(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(ModuleNotFoundError, "start")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("django.contrib.sessions.backends.nothing", ModuleNotFoundError),
        ("django.contrib.sessions.backends.cache.SessionStore", ModuleNotFoundError),
        ("django.contrib.sessions", AttributeError),
        ("django.contrib.sessions.backends", AttributeError),
        ("", ValueError),
    ],
)
def test_the_error_is_that_of_what_the_path_names(path: str, error: type[Exception]) -> None:
    with site("db") as fresh:
        fresh.configure(SESSION_ENGINE=path)
        assert fresh.remember().raised(error, "start")


def sessions_are_kept(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"


@pytest.mark.parametrize("engine", ENGINES)
def test_each_of_the_engines_that_are_advised_keeps_sessions(engine: str) -> None:
    def they_are_kept_there(site: Site, code: Block) -> None:
        sessions_are_kept(site, code)
        assert site.store().__module__ == f"django.contrib.sessions.backends.{engine}"
        assert site.rows() == (1 if engine in ("db", "cached_db") else 0)

    other = "cache" if engine == "db" else "db"
    advice_keeps(they_are_kept_there, other, f"SESSION_ENGINE = 'django.contrib.sessions.backends.{engine}'")


def test_a_cache_is_put_into_caches() -> None:
    text = (
        "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n"
        "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': 'sessions'}}"
    )
    call_command("createcachetable", "sessions", verbosity=0)

    def they_are_kept_there(site: Site, code: Block) -> None:
        sessions_are_kept(site, code)
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sessions WHERE cache_key LIKE '%sessions.cache%'")
            assert cursor.fetchone() == (1,)

    advice_keeps(they_are_kept_there, "db", text)

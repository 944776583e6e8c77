"""Everybody is logged out when the cache of the sessions is cleared."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from tests.behaviour.proving import CACHE_ENGINES, ENGINES, REDIS, Block, Site, advice_keeps, proof

TWO: dict[str, Any] = {
    "CACHES": {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "KEY_PREFIX": "pages", "VERSION": 2},
    }
}


def nobody_is_logged_out(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(cart=[1])
    editor = site.other()
    site.login("bob", editor)
    assert not site.visit(code, browser=editor).failed
    assert (site.user(), editor.user(), site.open().data) == ("ann", "bob", {"cart": [1]})


@proof("dse324_cache_clear_ends_sessions", engines=CACHE_ENGINES, promise=nobody_is_logged_out)
def test_every_visitor_is_anonymous(site: Site, code: Block) -> None:
    """After ``cache.clear()`` every visitor is anonymous."""
    site.login("ann")
    site.remember(cart=[1])
    editor = site.other()
    site.login("bob", editor)
    assert not site.visit(code, browser=editor).failed
    assert (site.user(), editor.user(), site.open().data) == (None, None, {})


@proof(
    "dse324_cache_clear_ends_sessions",
    engines=("cache",),
    case="two in the memory of one process",
    instead=None,
    settings=TWO,
)
def test_so_he_is_by_another_alias_of_the_same_cache(site: Site, code: Block) -> None:
    """So it is after ``clear()`` of another alias of the same cache."""
    site.login("ann")
    site.visit(code, browser=site.other())
    assert site.user() is None


@proof("dse324_cache_clear_ends_sessions", engines=CACHE_ENGINES, case="in async code", instead=None)
def test_so_he_is_in_async_code(site: Site, code: Block) -> None:
    """So it is after ``await cache.aclear()``."""
    site.login("ann")
    site.visit(code, browser=site.other())
    assert site.user() is None


@proof("dse324_cache_clear_ends_sessions", engines=("cache", REDIS), instead=None)
def test_a_request_that_writes_its_session_then_is_a_400(site: Site, code: Block) -> None:
    """A request that writes to its session at that time is answered with status 400."""
    site.login("ann")
    written = Block(code.stem, code.origin, code.text.replace("    cache", "    request.session['a'] = 1\n    cache"))
    assert site.visit(written).status == 400


APART: dict[str, Any] = {
    "CACHES": {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "sessions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sessions"},
    },
    "SESSION_CACHE_ALIAS": "sessions",
}
CLEAR = "from django.core.cache import cache\n\ndef publish(request):\n    cache.clear()"


def the_pages_are_gone_and_nobody_is_logged_out(site: Site, code: Block) -> None:
    cache.set("page", "welcome")
    nobody_is_logged_out(site, code)
    assert cache.get("page") is None


def test_a_cache_of_another_location_keeps_the_sessions() -> None:
    advice_keeps(the_pages_are_gone_and_nobody_is_logged_out, "cache", CLEAR, **APART)


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "cache"])
def test_nothing_is_lost_with_the_other_engines(engine: str) -> None:
    advice_keeps(the_pages_are_gone_and_nobody_is_logged_out, engine, CLEAR)

"""What SESSION_SERIALIZER does where it names no serializer."""

from __future__ import annotations

import sys
from types import ModuleType
from unittest.mock import patch

import pytest
from django.http import HttpRequest

from tests.behaviour.pages import blocks_of
from tests.behaviour.proving import CACHE_ENGINES, ENGINES, JSON_ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site as new_site


def a_session_is_stored(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(cart=1)
    assert site.open().data == {"cart": 1}


def page(request: HttpRequest) -> None:
    """A page that uses no session."""


@proof("dse415_invalid_serializer", engines=JSON_ENGINES, promise=a_session_is_stored)
def test_with_an_encoder_saving_fails_and_other_pages_work(site: Site, code: Block) -> None:
    """With an encoder in its place saving a session fails; pages without a session work."""
    site.configure(code)
    assert site.get(page).status == 200
    assert site.remember(cart=1).raised(AttributeError, "saving", "dumps")


def stored_sessions_are_read(site: Site, code: Block) -> None:
    site.remember(cart=1)
    site.configure(code)
    assert site.open().data == {"cart": 1}


@proof("dse415_invalid_serializer", engines=("db", "file"), promise=stored_sessions_are_read)
def test_with_an_encoder_stored_sessions_read_as_empty(site: Site, code: Block) -> None:
    """With an encoder in its place sessions that are already stored read as empty."""
    site.remember(cart=1)
    site.configure(code)
    visit = site.open()
    assert (visit.status, visit.data) == (200, {})


def test_on_cached_db_so_they_do_once_the_cache_has_lost_them() -> None:
    from django.core.cache import caches

    with new_site("cached_db") as site:
        site.remember(cart=1)
        site.configure(SESSION_SERIALIZER="django.core.serializers.json.DjangoJSONEncoder")
        assert site.open().data == {"cart": 1}
        caches["default"].clear()
        assert site.open().data == {}


@proof("dse415_invalid_serializer", block=1, promise=a_session_is_stored)
def test_a_path_that_does_not_exist_fails_with_every_request(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.get(page).raised(ImportError, "loading") or site.get(page).raised(ImportError, "start")


@pytest.mark.parametrize("value", ["json", "", None, object])
def test_so_does_what_is_no_path(value: object) -> None:
    for engine in ENGINES:
        with new_site(engine) as site:
            site.configure(SESSION_SERIALIZER=value)
            assert site.get(page).failed


def test_the_engine_cache_never_uses_it() -> None:
    for engine in CACHE_ENGINES[:1]:
        with new_site(engine) as site:
            site.configure(SESSION_SERIALIZER="django.core.serializers.json.DjangoJSONEncoder")
            site.remember(cart=1)
            assert site.open().data == {"cart": 1}


@pytest.mark.parametrize("engine", ["db", "cached_db", "file", "signed_cookies"])
@pytest.mark.parametrize(
    "path",
    [
        "django.core.serializers.json.Serializer",
        "json.JSONEncoder",
        "json.dumps",
        "django.core.serializers.json",
        "django.contrib.sessions.serializers",
    ],
)
def test_what_else_is_no_class_with_dumps_fails_when_a_session_is_saved(engine: str, path: str) -> None:
    with new_site(engine) as site:
        site.configure(SESSION_SERIALIZER=path)
        assert site.get(page).status == 200
        assert isinstance(site.remember(cart=1).error, AttributeError | TypeError)
        assert isinstance(site.login("ann").error, AttributeError | TypeError)


def test_with_signed_cookies_a_stored_session_fails_as_well() -> None:
    with new_site("signed_cookies") as site:
        site.remember(cart=1)
        site.configure(SESSION_SERIALIZER="django.core.serializers.json.DjangoJSONEncoder")
        assert site.open().failed


@pytest.mark.parametrize("engine", ENGINES)
def test_the_class_of_the_page_stores_what_the_encoder_can(engine: str) -> None:
    (block,) = blocks_of("dse415_invalid_serializer", "What Django does")
    module = ModuleType("shop.serializers")
    exec(block.text, module.__dict__)
    with patch.dict(sys.modules, {"shop": ModuleType("shop"), "shop.serializers": module}), new_site(engine) as site:
        site.configure(SESSION_SERIALIZER="shop.serializers.Serializer")
        text = "from decimal import Decimal\nrequest.session['price'] = Decimal('9.99')"
        assert not site.visit(Block("advice", "page", text)).failed
        assert str(site.open().data["price"]) == "9.99"

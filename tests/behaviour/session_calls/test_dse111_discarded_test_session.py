"""
``client.session`` is a new object at each access: what is changed on it in one go is not there for the next request.
"""

from __future__ import annotations

from types import SimpleNamespace

import django
import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, SERVER_ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def set_up(site: Site, code: Block, name: str) -> None:
    """Run the ``setUp`` of a test case of the block with this site's client."""
    site.run(code)[name].setUp(SimpleNamespace(client=site.client))


def is_seen(site: Site, code: Block) -> None:
    set_up(site, code, "CartTests")
    assert site.open().data == {"cart": {"1": 2}}


# On signed_cookies the change is lost as well, but there the page asks for one more line than a repair can know of.
@proof("dse111_discarded_test_session", engines=ALL_ENGINES, cured_on=SERVER_ENGINES, promise=is_seen)
def test_the_next_request_does_not_see_an_item(site: Site, code: Block) -> None:
    """An item that is set on ``client.session`` in one go is not there in the next request."""
    set_up(site, code, "CartTests")
    assert "cart" not in site.open().data


def lasts_a_minute(site: Site, code: Block) -> None:
    set_up(site, code, "ShortSessionTests")
    assert site.client.session.get_expiry_age() == 60
    assert site.remember().max_age == 60


@proof(
    "dse111_discarded_test_session",
    engines=ALL_ENGINES,
    cured_on=SERVER_ENGINES,
    block=1,
    instead=1,
    promise=lasts_a_minute,
)
def test_a_save_in_the_next_line_saves_another_object(site: Site, code: Block) -> None:
    """``client.session.save()`` in the next line does not store it."""
    set_up(site, code, "ShortSessionTests")
    assert site.client.session.get_expiry_age() == 1209600


INTO_THE_COOKIE = """
from django.conf import settings

session = client.session
session["cart"] = {"1": 2}
session.save()
client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_the_key_put_into_the_cookies_is_seen_with_signed_cookies_too(engine: str) -> None:
    with site(engine) as fresh:
        fresh.run(Block("advice", "cookie", INTO_THE_COOKIE))
        assert fresh.open().data == {"cart": {"1": 2}}


@pytest.mark.parametrize("engine", SERVER_ENGINES)
def test_flush_and_delete_take_effect(engine: str) -> None:
    for method in ("flush", "delete"):
        with site(engine) as fresh:
            fresh.login("ann")
            fresh.run(Block("advice", method, f"client.session.{method}()"))
            assert fresh.user() is None


IN_ASYNC_TEST = """
from asgiref.sync import async_to_sync

@async_to_sync
async def test():
    session = await client.asession()
    await session.aset("cart", {"1": 2})
    await session.asave()

test()
"""
IN_SYNC_FUNCTION = """
from asgiref.sync import async_to_sync, sync_to_async

def prepare():
    session = client.session
    session["cart"] = {"1": 2}
    session.save()

@async_to_sync
async def test():
    await sync_to_async(prepare)()

test()
"""


@pytest.mark.skipif(django.VERSION < (5, 1), reason="sessions have no a methods before Django 5.1")
@pytest.mark.parametrize("engine", SERVER_ENGINES)
def test_an_async_test_awaits_it(engine: str) -> None:
    with site(engine) as fresh:
        fresh.run(Block("advice", "async", IN_ASYNC_TEST))
        assert fresh.open().data == {"cart": {"1": 2}}


@pytest.mark.parametrize("engine", SERVER_ENGINES)
def test_an_async_test_calls_a_sync_function(engine: str) -> None:
    with site(engine) as fresh:
        fresh.run(Block("advice", "async", IN_SYNC_FUNCTION))
        assert fresh.open().data == {"cart": {"1": 2}}

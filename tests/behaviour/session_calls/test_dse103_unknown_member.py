"""
Each name of the closed list raises AttributeError on every store of Django's; a misspelt attribute is silently ignored.
"""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from django.http import HttpRequest

from flake8_session_expiry.reference.session_misnomers import WRONG_NAMES, WRONG_READS
from tests.behaviour.proving import (
    ENGINES,
    EXPIRING_ENGINES,
    ROW_ENGINES,
    SERVER_ENGINES,
    Block,
    Site,
    advice_keeps,
    ends_with_the_browser,
    lasts,
    logs_out,
    proof,
)
from tests.behaviour.proving.site import site


@proof("dse103_unknown_member", promise=lasts(300))
def test_there_is_no_set_expire(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "set_expire")


@proof("dse103_unknown_member", block=1, instead=1, asynchronous=True, promise=logs_out())
def test_there_is_no_invalidate(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(AttributeError, "view", "invalidate")
    assert site.user() == "ann"


@proof("dse103_unknown_member", case="set_expire, which only Django's name explains", instead=None, fix=False)
def test_there_is_none_of_the_list(site: Site, code: Block) -> None:
    for name in [*WRONG_NAMES, *WRONG_READS]:
        visit = site.visit(Block(code.stem, code.origin, code.text.replace("set_expire", name)))
        assert visit.raised(AttributeError, "view", repr(name)), name


def fill(cart: list[int]) -> None:
    cart.append(2)


def is_saved(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    site.visit(code, names={"fill": fill})
    assert site.open().data["cart"] == [1, 2]


@proof("dse103_unknown_member", case="misspelt modified", promise=is_saved)
def test_a_misspelt_modified_saves_nothing(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    assert not site.visit(code, names={"fill": fill}).failed
    assert site.open().data["cart"] == [1]


@proof("dse103_unknown_member", case="the model has no set_expiry", engines=ROW_ENGINES, instead=None, fix=False)
def test_a_row_has_no_set_expiry(site: Site, code: Block) -> None:
    """A stored row (the model ``Session``) has no ``set_expiry()``: ``AttributeError``."""
    site.remember()
    lengthen = site.run(code)["lengthen"]
    with pytest.raises(AttributeError, match="set_expiry"):
        lengthen(site.cookie)


def starts_an_expiry_anew(site: Site, code: Block) -> None:
    def five_minutes(request: HttpRequest) -> None:
        request.session.set_expiry(300)

    site.login("ann")
    site.get(five_minutes)
    site.wait(200)
    assert site.open().cookie is None
    assert site.visit(code).max_age == 300
    site.wait(299)
    assert site.user() == "ann"
    site.wait(2)
    assert site.user() is None


@pytest.mark.parametrize("engine", ENGINES)
def test_modified_saves_the_session_and_starts_an_expiry_in_seconds_anew(engine: str) -> None:
    advice_keeps(starts_an_expiry_anew, engine, "request.session.modified = True")


@pytest.mark.parametrize("engine", [engine for engine in SERVER_ENGINES if " on " not in engine])
def test_cycle_key_gives_a_new_key_and_flush_a_new_session(engine: str) -> None:
    for call, kept in (("cycle_key", {"cart": [1]}), ("flush", {})):
        with site(engine) as fresh:
            fresh.remember(cart=[1])
            old = fresh.cookie
            fresh.visit(Block("advice", call, f"request.session.{call}()\nrequest.session['seen'] = True"))
            assert fresh.cookie != old
            assert not fresh.exists(old)
            assert fresh.open().data == {**kept, "seen": True}


@pytest.mark.parametrize("engine", ENGINES)
def test_logout_ends_a_login(engine: str) -> None:
    advice_keeps(logs_out(), engine, "from django.contrib.auth import logout\nlogout(request)")


@pytest.mark.parametrize("engine", ENGINES)
def test_set_expiry_0_ends_with_the_browser(engine: str) -> None:
    advice_keeps(ends_with_the_browser(), engine, "request.session.set_expiry(0)")


@pytest.mark.parametrize("engine", EXPIRING_ENGINES)
def test_an_expired_session_is_an_empty_one(engine: str) -> None:
    with site(engine) as fresh:
        fresh.visit(Block("advice", "expiry", "request.session['cart'] = [1]\nrequest.session.set_expiry(300)"))
        expired = fresh.cookie
        assert fresh.replay(expired).data == {"cart": [1]}
        fresh.wait(301)
        assert fresh.replay(expired).data == {}


def tells_the_age_and_the_end(site: Site, code: Block) -> None:
    age, end = site.visit(code).body.split(" ", 1)
    assert age == "300"
    assert 298 <= datetime.fromisoformat(end).timestamp() - time.time() <= 300


@pytest.mark.parametrize("engine", ENGINES)
def test_the_getters_tell_the_age_and_the_end(engine: str) -> None:
    asked = "f'{request.session.get_expiry_age()} {request.session.get_expiry_date()}'"
    advice_keeps(tells_the_age_and_the_end, engine, f"request.session.set_expiry(300)\nreturn HttpResponse({asked})")


@pytest.mark.parametrize("remove", ["request.session.pop('cart', None)", "del request.session['cart']"])
def test_a_key_is_removed(remove: str) -> None:
    def is_removed(site: Site, code: Block) -> None:
        site.remember(cart=[1], theme="dark")
        site.visit(code)
        assert site.open().data == {"theme": "dark"}

    advice_keeps(is_removed, "db", remove)


LENGTHEN = """
from importlib import import_module
from django.conf import settings

store = import_module(settings.SESSION_ENGINE).SessionStore(key)
store.set_expiry(30 * 24 * 60 * 60)
store.save()
"""


@pytest.mark.parametrize("engine", ROW_ENGINES)
def test_a_store_of_the_key_is_changed_and_saved(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        fresh.run(Block("advice", "store", LENGTHEN), key=fresh.cookie)
        fresh.wait(29 * 24 * 60 * 60)
        assert fresh.replay(fresh.cookie).user == "ann"

"""What one visitor's request assigns holds for the next visitor."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def only_this_visitor_gets_it(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 60
    assert site.login("bob", browser=site.other()).max_age == 14 * 24 * 60 * 60
    site.wait(61)
    assert site.user() is None


@proof("dse311_runtime_setting", asynchronous=True, promise=only_this_visitor_gets_it)
def test_the_next_visitor_gets_it_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    visit = site.login("bob", browser=site.other())
    assert visit.max_age == 60


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shorter_age_ends_sessions_that_are_there_with_two_engines(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("bob")
        there = fresh.cookie
        fresh.visit(Block("advice", "age", SHORTER), browser=fresh.other())
        fresh.wait(120)
        assert fresh.replay(there).user == (None if engine in ("file", "signed_cookies") else "bob")


SHORTER = "from django.conf import settings\nsettings.SESSION_COOKIE_AGE = 60"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_other_settings_hold_for_the_next_visitor_too(engine: str) -> None:
    with site(engine) as fresh:
        both = "settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = settings.SESSION_COOKIE_SECURE = True"
        text = f"from django.conf import settings\n{both}"
        fresh.visit(Block("advice", "settings", text))
        cookie = fresh.login("bob", fresh.other()).cookie
        assert cookie is not None and cookie.secure and cookie.max_age is None

"""An expiry of 0 leaves the user logged in; a negative one leaves the row."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, POSTGRESQL, SERVER_ENGINES, Block, Site, proof


@proof("dse304_expiry_as_logout", asynchronous=True)
def test_the_next_request_is_still_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse304_expiry_as_logout", engines=ALL_ENGINES, cured_on=SERVER_ENGINES)
def test_the_server_takes_the_cookie_for_days(site: Site, code: Block) -> None:
    site.login("ann")
    cookie = site.cookie
    site.visit(code)
    site.wait(13 * 86400)
    assert site.replay(cookie).user == "ann"


@proof("dse304_expiry_as_logout", case="no time at all", instead=None, engines=("db", "cached_db", "file", POSTGRESQL))
def test_an_expiry_in_the_past_leaves_what_is_stored(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    assert not site.visit(code).failed
    assert site.exists(key)

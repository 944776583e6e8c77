"""Whoever is sent to the login page is still logged in."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, logs_out, proof


@proof("dse326_timeout_ends_nothing", asynchronous=True, promise=logs_out())
def test_the_session_goes_on(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(last_activity=1, cart=[1])
    visit = site.visit(code)
    assert (visit.status, visit.headers["Location"]) == (302, "/login/")
    opened = site.open()
    assert (opened.user, opened.data.get("cart")) == ("ann", [1])

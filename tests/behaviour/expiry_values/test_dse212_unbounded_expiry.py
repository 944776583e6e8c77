"""
A remaining time that has become 0 makes the session last until the browser closes, and on the server for
SESSION_COOKIE_AGE.
"""

from __future__ import annotations

import time

from tests.behaviour.proving import Block, Site, about, proof


def ends_when_it_should(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(ends_at=time.time() + 600)
    assert about(site.visit(code).max_age, 600)
    for seconds in (0.5, -100):
        site.remember(ends_at=time.time() + seconds)
        assert site.visit(code).max_age == 1
    site.wait(2)
    assert site.user() is None


@proof("dse212_unbounded_expiry", promise=ends_when_it_should)
def test_zero_does_not_end_the_session(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(ends_at=time.time() + 0.5)
    visit = site.visit(code)
    assert visit.cookie is not None
    assert visit.max_age is None
    site.wait(13 * 24 * 60 * 60)
    assert site.replay(visit.key).user == "ann"


@proof("dse212_unbounded_expiry", promise=ends_when_it_should)
def test_below_zero_it_ends_with_the_response(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(ends_at=time.time() - 100)
    assert site.visit(code).max_age == -100
    assert site.user() is None

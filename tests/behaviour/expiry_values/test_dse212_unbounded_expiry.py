"""A remaining time that has become 0 makes the session last until the browser closes, and on the server for SESSION_COOKIE_AGE."""

from __future__ import annotations

import time

from tests.behaviour.proving import Block, Site, proof


@proof("dse212_unbounded_expiry")
def test_zero_does_not_end_the_session(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(ends_at=time.time() + 0.5)
    visit = site.visit(code)
    assert visit.cookie is not None
    assert visit.max_age is None
    site.wait(13 * 24 * 60 * 60)
    assert site.replay(visit.key).user == "ann"

"""Five minutes after the code was sent the login has ended with it."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse318_expiry_for_one_key")
def test_the_login_ends_with_the_key(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age == 300
    site.wait(301)
    assert site.user() is None

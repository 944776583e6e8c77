"""Django counts seconds and warns of no number: half an hour in milliseconds is nearly 21 days."""

from __future__ import annotations

from tests.behaviour.proving import ENGINES, EXPIRING_ENGINES, Block, Site, about, lasts, proof

DAY = 24 * 60 * 60


@proof("dse204_milliseconds_expiry", engines=ENGINES, asynchronous=True, promise=lasts(30 * 60))
def test_the_cookie_is_kept_a_thousand_times_as_long(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == 30 * 60 * 1000


@proof("dse204_milliseconds_expiry", engines=EXPIRING_ENGINES, block=1, instead=1, promise=lasts(30 * 60))
def test_the_stored_end_is_twenty_days_away(site: Site, code: Block) -> None:
    """The server still accepts the session after 20 days."""
    site.login("ann")
    visit = site.visit(code)
    assert about(site.stored(), 30 * 60 * 1000)
    site.wait(20 * DAY)
    assert site.replay(visit.key).user == "ann"

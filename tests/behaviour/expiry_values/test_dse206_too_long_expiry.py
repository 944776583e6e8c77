"""Django takes a lifetime of any length."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, EXPIRING_ENGINES, Block, Site, about, proof

TEN_YEARS = 10 * 365 * 24 * 60 * 60


@proof("dse206_too_long_expiry", engines=ALL_ENGINES)
def test_the_cookie_is_sent_with_ten_years(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == TEN_YEARS


@proof("dse206_too_long_expiry", block=1, instead=1, engines=ALL_ENGINES)
def test_the_cookie_is_sent_with_the_seconds_since_1970(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age is not None and visit.max_age > 50 * 365 * 24 * 60 * 60


@proof("dse206_too_long_expiry", engines=EXPIRING_ENGINES)
def test_the_stored_end_is_ten_years_away(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert about(site.stored(), TEN_YEARS)
    site.wait(9 * 365 * 24 * 60 * 60)
    assert site.replay(visit.key).user == "ann"

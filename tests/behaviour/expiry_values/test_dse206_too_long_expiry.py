"""Django takes a lifetime of any length."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, EXPIRING_ENGINES, Block, Site, about, lasts, proof

DAY = 24 * 60 * 60
TEN_YEARS = 10 * 365 * DAY


@proof("dse206_too_long_expiry", engines=ALL_ENGINES, promise=lasts(30 * DAY))
def test_the_cookie_is_sent_with_ten_years(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == TEN_YEARS


def ends_on_the_server_after_30_days(site: Site, code: Block) -> None:
    site.login("ann")
    copied = site.visit(code).key
    assert about(site.stored(), 30 * DAY)
    site.wait(29 * DAY)
    assert site.replay(copied).user == "ann"
    site.wait(2 * DAY)
    assert site.replay(copied).user is None


@proof("dse206_too_long_expiry", engines=EXPIRING_ENGINES, promise=ends_on_the_server_after_30_days)
def test_the_stored_end_is_ten_years_away(site: Site, code: Block) -> None:
    """The server still accepts the session after nine years."""
    site.login("ann")
    visit = site.visit(code)
    assert about(site.stored(), TEN_YEARS)
    site.wait(9 * 365 * 24 * 60 * 60)
    assert site.replay(visit.key).user == "ann"

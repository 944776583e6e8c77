"""Django takes a SESSION_COOKIE_AGE of any length."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, EXPIRING_ENGINES, Block, Site, about, proof, sessions_last

TEN_YEARS = 10 * 365 * 24 * 60 * 60


@proof("dse504_too_long_age", promise=sessions_last(30 * 24 * 60 * 60))
def test_the_cookie_lives_for_ten_years(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.login("ann")
    assert not visit.failed
    assert visit.max_age == TEN_YEARS


@proof("dse504_too_long_age", engines=ALL_ENGINES, promise=sessions_last(30 * 24 * 60 * 60))
def test_the_stored_session_does_so_too(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    site.wait(9 * 365 * 24 * 60 * 60)
    assert site.user() == "ann"


@proof(
    "dse504_too_long_age",
    engines=EXPIRING_ENGINES,
    case="also until the browser closes, for the stored session",
    instead=None,
)
def test_the_stored_end_is_ten_years_away(site: Site, code: Block) -> None:
    """The server still accepts the session after nine years."""
    site.configure(code)
    visit = site.login("ann")
    assert visit.max_age is None
    assert about(site.stored(), TEN_YEARS)

"""A negative lifetime ends the session with the response: less than flush() does, and by chance of how it is stored."""

from __future__ import annotations

from tests.behaviour.proving import ENGINES, ROW_ENGINES, SERVER_ENGINES, Block, Site, logs_out, proof


@proof("dse203_negative_expiry", engines=ENGINES, promise=logs_out())
def test_the_cookie_is_sent_with_an_age_below_zero(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == -1
    assert site.user() is None


@proof("dse203_negative_expiry", engines=SERVER_ENGINES, instead=None)
def test_the_next_request_starts_with_an_empty_session(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    site.visit(code)
    assert site.replay(key).user is None


def leaves_no_row(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    assert site.rows() == 0


@proof("dse203_negative_expiry", engines=ROW_ENGINES, promise=leaves_no_row)
def test_the_expired_row_stays(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    assert site.rows() == 1


@proof("dse203_negative_expiry", engines=("signed_cookies",), instead=None)
def test_a_copied_cookie_is_still_accepted_if_it_is_signed(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    site.visit(code)
    assert site.replay(key).user == "ann"


@proof("dse203_negative_expiry", case="an empty timedelta", engines=SERVER_ENGINES, instead=None)
def test_an_empty_timedelta_does_the_same(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age <= 0
    assert site.replay(key).user is None


@proof("dse203_negative_expiry", case="a moment in the past", engines=SERVER_ENGINES, instead=None)
def test_so_does_a_moment_in_the_past(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age < 0
    assert site.replay(key).user is None


@proof("dse203_negative_expiry", case="the present moment", engines=SERVER_ENGINES, instead=None)
def test_so_does_the_present_moment(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age <= 0
    assert site.replay(key).user is None

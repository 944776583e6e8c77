"""A negative lifetime ends the session with the response: less than flush() does, and by chance of how it is stored."""

from __future__ import annotations

import pytest
from django.contrib.auth.signals import user_logged_out
from django.core.management import call_command

from tests.behaviour.proving import ENGINES, ROW_ENGINES, SERVER_ENGINES, Block, Site, advice_keeps, logs_out, proof


@proof("dse203_negative_expiry", engines=ENGINES, promise=logs_out())
def test_the_cookie_is_sent_with_an_age_below_zero(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == -1
    assert site.user() is None


@proof("dse203_negative_expiry", engines=SERVER_ENGINES, instead=None)
def test_the_next_request_starts_with_an_empty_session(site: Site, code: Block) -> None:
    """After a negative number the next request has an empty session."""
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
    """The row of the ended session stays in the database."""
    site.login("ann")
    site.visit(code)
    assert site.rows() == 1
    call_command("clearsessions")
    assert site.rows() == 0


@proof("dse203_negative_expiry", engines=("signed_cookies",), instead=None)
def test_a_copied_cookie_is_still_accepted_if_it_is_signed(site: Site, code: Block) -> None:
    """A copy of the cookie from before is still accepted."""
    site.login("ann")
    key = site.cookie
    site.visit(code)
    assert site.replay(key).user == "ann"


@proof("dse203_negative_expiry", case="an empty timedelta", engines=SERVER_ENGINES, instead=None)
def test_an_empty_timedelta_does_the_same(site: Site, code: Block) -> None:
    """After ``timedelta(0)`` the next request has an empty session."""
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age <= 0
    assert site.replay(key).user is None


@proof("dse203_negative_expiry", case="a moment in the past", engines=SERVER_ENGINES, instead=None)
def test_so_does_a_moment_in_the_past(site: Site, code: Block) -> None:
    """After a moment in the past the next request has an empty session."""
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age < 0
    assert site.replay(key).user is None


@proof("dse203_negative_expiry", case="the present moment", engines=SERVER_ENGINES, instead=None)
def test_so_does_the_present_moment(site: Site, code: Block) -> None:
    """After the present moment the next request has an empty session."""
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age <= 0
    assert site.replay(key).user is None


@proof("dse203_negative_expiry", instead=None)
def test_the_user_stays_for_the_rest_of_the_request_and_no_signal_is_sent(site: Site, code: Block) -> None:
    told: list[object] = []
    user_logged_out.connect(lambda **what: told.append(what["user"]), weak=False)
    site.login("ann")
    asked = Block(code.stem, code.origin, f"{code.text}\nreturn HttpResponse(request.user.get_username())")
    assert site.visit(asked).body == "ann"
    assert told == []


@pytest.mark.parametrize("engine", ENGINES)
def test_logout_ends_a_login_and_says_so(engine: str) -> None:
    told: list[str] = []

    def logs_out_with_a_signal(site: Site, code: Block) -> None:
        user_logged_out.connect(lambda **what: told.append(what["user"].get_username()), weak=False)
        logs_out()(site, code)
        assert told == ["ann"]

    advice_keeps(logs_out_with_a_signal, engine, "from django.contrib.auth import logout\nlogout(request)")

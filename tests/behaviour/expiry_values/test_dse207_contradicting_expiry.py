"""Django sees the number, not the comment; and 0 and None are not never."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import (
    ALL_ENGINES,
    ENGINES,
    EXPIRING_ENGINES,
    Block,
    Site,
    about,
    advice_keeps,
    ends_with_the_browser,
    lasts,
    logs_out,
    proof,
)

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60


@proof("dse207_contradicting_expiry", engines=ENGINES, promise=lasts(5 * 60))
def test_ten_minutes_are_ten_minutes(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 600


@proof("dse207_contradicting_expiry", engines=ALL_ENGINES, block=1, instead=1, promise=lasts(400 * 24 * 60 * 60))
def test_zero_is_the_browsers_length(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.cookie is not None
    assert visit.max_age is None
    site.wait(SESSION_COOKIE_AGE + 60)
    assert site.replay(visit.key).user is None


@proof("dse207_contradicting_expiry", engines=EXPIRING_ENGINES, case="None is not never", instead=None)
def test_with_none_the_stored_end_is_that_of_the_settings(site: Site, code: Block) -> None:
    """After ``set_expiry(None)`` what is stored ends after ``SESSION_COOKIE_AGE``."""
    site.login("ann")
    site.visit(code)
    assert about(site.stored(), SESSION_COOKIE_AGE)


@proof("dse207_contradicting_expiry", engines=ALL_ENGINES, case="0 is not at once", instead=None)
def test_zero_does_not_end_the_session_at_once(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert site.replay(visit.key).user == "ann"
    assert site.user() == "ann"
    site.close()
    assert site.user() is None


@proof(
    "dse207_contradicting_expiry",
    engines=ENGINES,
    case="a number is not the browser's length",
    instead=None,
    settings={"SESSION_EXPIRE_AT_BROWSER_CLOSE": True},
)
def test_a_number_above_zero_outlives_the_browser(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 300
    site.close()
    assert site.user() == "ann"


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_ends_with_the_browser_and_flush_at_once(engine: str) -> None:
    advice_keeps(ends_with_the_browser(), engine, "request.session.set_expiry(0)")
    advice_keeps(logs_out(), engine, "request.session.flush()")


@pytest.mark.parametrize("engine", ENGINES)
def test_none_is_what_the_settings_say(engine: str) -> None:
    none = "request.session.set_expiry(300)\nrequest.session.set_expiry(None)"
    advice_keeps(lasts(900), engine, none, SESSION_COOKIE_AGE=900)
    advice_keeps(ends_with_the_browser(), engine, none, SESSION_EXPIRE_AT_BROWSER_CLOSE=True)

"""Without its cookie the stored session is still valid; a cookie by hand has none of the flags."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import (
    ALL_ENGINES,
    ENGINES,
    SERVER_ENGINES,
    Block,
    Site,
    advice_keeps,
    lasts,
    logs_out,
    proof,
)


def logs_out_and_answers(site: Site, code: Block) -> None:
    logs_out()(site, code)
    assert site.visits_of_code[-1].headers["Location"] == "/"


@proof(
    "dse306_handmade_session_cookie",
    engines=ALL_ENGINES,
    cured_on=SERVER_ENGINES,
    asynchronous=True,
    promise=logs_out_and_answers,
)
def test_whoever_has_the_cookie_is_still_logged_in(site: Site, code: Block) -> None:
    """After ``delete_cookie()`` a copy of the cookie is still logged in."""
    site.login("ann")
    cookie = site.cookie
    assert not site.visit(code).failed
    assert site.replay(cookie).user == "ann"


@proof("dse306_handmade_session_cookie", settings={"SESSION_SAVE_EVERY_REQUEST": True}, promise=logs_out_and_answers)
def test_the_middleware_sends_the_cookie_again(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.cookie is not None and not visit.cookie.deleted
    assert site.user() == "ann"


@proof("dse306_handmade_session_cookie", case="set with a longer age", instead=None, fix=False)
def test_a_cookie_by_hand_has_no_flags(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age == 2592000
    assert visit.cookie is not None and not visit.cookie.httponly and not visit.cookie.samesite


@proof(
    "dse306_handmade_session_cookie",
    case="emptied with a text of nothing",
    engines=ALL_ENGINES,
    cured_on=SERVER_ENGINES,
    instead=None,
    promise=logs_out_and_answers,
)
def test_whoever_has_the_cookie_that_was_emptied_is_still_logged_in(site: Site, code: Block) -> None:
    """After the cookie was emptied a copy of it is still logged in."""
    site.login("ann")
    cookie = site.cookie
    assert not site.visit(code).failed
    assert site.replay(cookie).user == "ann"


@proof(
    "dse306_handmade_session_cookie",
    case="emptied with a text of nothing",
    settings={"SESSION_SAVE_EVERY_REQUEST": True},
    instead=None,
    promise=logs_out_and_answers,
)
def test_the_middleware_sends_a_cookie_that_was_emptied_again(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof(
    "dse306_handmade_session_cookie",
    case="set with a longer age",
    settings={"SESSION_COOKIE_SECURE": True},
    instead=None,
    fix=False,
)
def test_a_cookie_by_hand_is_not_secure_and_the_middleware_overwrites_it(site: Site, code: Block) -> None:
    login = site.login("ann").cookie
    assert login is not None and login.secure
    cookie = site.visit(code).cookie
    assert cookie is not None and not cookie.secure
    site.configure(SESSION_SAVE_EVERY_REQUEST=True)
    visit = site.visit(code)
    assert visit.cookie is not None and visit.cookie.secure
    assert visit.max_age == 1209600


@proof(
    "dse306_handmade_session_cookie",
    case="set with a longer age",
    instead=None,
    fix=False,
)
def test_the_stored_session_lives_no_longer(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 2592000
    site.wait(1209600 + 60)
    assert site.cookie is not None
    assert site.user() is None


@pytest.mark.parametrize("engine", ENGINES)
def test_set_expiry_gives_the_cookie_its_age(engine: str) -> None:
    advice_keeps(lasts(2592000), engine, "request.session.set_expiry(2592000)")

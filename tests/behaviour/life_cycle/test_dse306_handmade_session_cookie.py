"""Without its cookie the stored session is still valid; a cookie by hand has none of the flags."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, SERVER_ENGINES, Block, Site, logs_out, proof


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
    site.login("ann")
    cookie = site.cookie
    assert not site.visit(code).failed
    assert site.replay(cookie).user == "ann"

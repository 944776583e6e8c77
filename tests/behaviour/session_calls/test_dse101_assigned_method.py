"""An assignment hides the method on one object: no expiry, no logout, or a failure where Django calls it itself."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import (
    ENGINES,
    ROW_ENGINES,
    Block,
    Site,
    advice_keeps,
    ends_with_the_browser,
    lasts,
    logs_out,
    proof,
)

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse101_assigned_method", promise=lasts(600))
def test_no_expiry_is_set_and_nothing_is_saved(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None


@proof("dse101_assigned_method", asynchronous=True, promise=lasts(600))
def test_a_returning_visitor_keeps_the_old_length(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    site.wait(TWO_WEEKS - 5)
    assert site.user() == "ann"
    site.wait(6)
    assert site.user() is None


@proof("dse101_assigned_method", case="zero, as req", promise=ends_with_the_browser())
def test_so_does_one_who_should_stay_until_the_browser_closes(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).cookie is None
    site.close()
    assert site.user() == "ann"


@proof("dse101_assigned_method", instead=None, fix=False)
def test_a_later_call_fails(site: Site, code: Block) -> None:
    called = Block(code.stem, code.origin, f"{code.text}request.session.set_expiry(300)")
    assert site.visit(called).raised(TypeError, "view", "not callable")


def lasts_and_is_saved(site: Site, code: Block) -> None:
    lasts(600)(site, code)
    site.visit(code)
    assert site.open().data == {"seen": True}


@proof("dse101_assigned_method", block=1, instead=1, fix=False, promise=lasts_and_is_saved)
def test_a_hidden_getter_fails_when_the_session_is_saved(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="the other getters", instead=None, fix=False)
def test_the_getter_of_the_setting_fails_too(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="a getter of the way it ends", instead=None, fix=False)
def test_the_getter_of_the_browsers_close_fails_too(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="a getter of the date", engines=ROW_ENGINES, instead=None, fix=False)
def test_a_hidden_getter_of_the_date_fails(site: Site, code: Block) -> None:
    """
    After ``session.get_expiry_date = …`` the session cannot be saved: ``TypeError``, since this engine calls that
    method when it saves.
    """
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="save", instead=None, fix=False)
def test_a_hidden_save_fails_when_it_is_needed(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="flush", instead=None, fix=False)
def test_a_hidden_flush_logs_nobody_out(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


def saves_what_changed_inside(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    site.visit(code)
    assert site.open().data == {"cart": [1, 2]}


@pytest.mark.parametrize("engine", ENGINES)
def test_modified_has_the_session_saved(engine: str) -> None:
    advice_keeps(
        saves_what_changed_inside, engine, "request.session['cart'].append(2)\nrequest.session.modified = True"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_call_of_flush_logs_out(engine: str) -> None:
    advice_keeps(logs_out(), engine, "request.session.flush()")

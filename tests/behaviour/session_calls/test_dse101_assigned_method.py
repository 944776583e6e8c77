"""An assignment hides the method on one object: no expiry, no logout, or a failure where Django calls it itself."""

from __future__ import annotations

from tests.behaviour.proving import ROW_ENGINES, Block, Site, lasts, proof


@proof("dse101_assigned_method", promise=lasts(600))
def test_no_expiry_is_set_and_nothing_is_saved(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None


@proof("dse101_assigned_method", since=(5, 1), asynchronous=True, promise=lasts(600))
def test_a_returning_visitor_keeps_the_old_length(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    site.wait(601)
    assert site.user() == "ann"


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
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="save", instead=None, fix=False)
def test_a_hidden_save_fails_when_it_is_needed(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not callable")


@proof("dse101_assigned_method", case="flush", instead=None, fix=False)
def test_a_hidden_flush_logs_nobody_out(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"

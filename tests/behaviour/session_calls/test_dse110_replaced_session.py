"""Without its session object SessionMiddleware does nothing: no logout, and nothing is saved."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, logs_out, proof


@proof("dse110_replaced_session", asynchronous=True, promise=logs_out())
def test_the_user_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.user() == "ann"


def is_emptied(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert site.visit(code).body == "empty"
    assert site.open().data == {}


@proof("dse110_replaced_session", block=1, instead=1, fix=False, promise=is_emptied)
def test_the_stored_session_stays_as_it_was(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert not site.visit(code).failed
    assert site.open().data == {"cart": [1, 2]}


@proof("dse110_replaced_session", case="what was written before is lost", instead=None, fix=False)
def test_what_was_written_before_is_lost(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert not site.visit(code).failed
    assert site.open().data == {"cart": [1, 2]}


@proof("dse110_replaced_session", case="what follows still happens to a session that is gone", instead=None, fix=False)
def test_a_session_method_afterwards_fails(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(AttributeError, "view", "session")
    assert site.user() == "ann"

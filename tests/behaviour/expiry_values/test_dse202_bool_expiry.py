"""A bool as the expiry."""

from __future__ import annotations

from tests.behaviour.proving import EXPIRING_ENGINES, Block, Site, proof


@proof("dse202_bool_expiry", engines=EXPIRING_ENGINES)
def test_true_ends_the_session_after_one_second(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age == 1
    site.wait(2)
    assert site.replay(visit.key).user is None

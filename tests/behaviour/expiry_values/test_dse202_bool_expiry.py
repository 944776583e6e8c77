"""A bool counts as the number it is: True ends the session after a second, False says 0 in other words."""

from __future__ import annotations

from tests.behaviour.proving import EXPIRING_ENGINES, Block, Site, lasts, proof


@proof("dse202_bool_expiry", engines=EXPIRING_ENGINES, block=1, instead=1, fix=False, promise=lasts(600))
def test_true_ends_the_session_after_one_second(site: Site, code: Block) -> None:
    """After ``set_expiry(True)`` the server refuses the session two seconds later."""
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age == 1
    site.wait(2)
    assert site.replay(visit.key).user is None


@proof("dse202_bool_expiry", same=True, asynchronous=True)
def test_false_is_zero_and_the_servers_copy_lives_on(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.cookie is not None
    assert visit.max_age is None
    assert site.user() == "ann"
    site.close()
    assert site.user() is None
    site.wait(13 * 24 * 60 * 60)
    assert site.replay(visit.key).user == "ann"
    site.wait(2 * 24 * 60 * 60)
    assert site.replay(visit.key).user is None


@proof("dse202_bool_expiry", block=1, instead=1, fix=False, promise=lasts(600))
def test_the_browser_ends_it_on_every_engine(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    site.wait(2)
    assert site.user() is None

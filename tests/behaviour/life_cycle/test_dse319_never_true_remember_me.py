"""The box was ticked, and the cookie ends with the browser all the same."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def who_asks_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code, data={"name": "ann"}).max_age is None
    assert site.visit(code, data={"remember": "on"}).max_age == 30 * 24 * 60 * 60
    site.close()
    assert site.user() == "ann"


@proof("dse319_never_true_remember_me", asynchronous=True, promise=who_asks_is_remembered)
def test_nobody_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"remember": "on"})
    assert visit.cookie is not None
    assert visit.max_age is None

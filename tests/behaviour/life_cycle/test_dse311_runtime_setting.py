"""What one visitor's request assigns holds for the next visitor."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def only_this_visitor_gets_it(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 60
    assert site.login("bob", browser=site.other()).max_age == 14 * 24 * 60 * 60
    site.wait(61)
    assert site.user() is None


@proof("dse311_runtime_setting", asynchronous=True, promise=only_this_visitor_gets_it)
def test_the_next_visitor_gets_it_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    visit = site.login("bob", browser=site.other())
    assert visit.max_age == 60

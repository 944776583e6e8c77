"""What one visitor's request assigns holds for the next visitor."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse311_runtime_setting", asynchronous=True)
def test_the_next_visitor_gets_it_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    visit = site.login("bob", browser=site.other())
    assert visit.max_age == 60

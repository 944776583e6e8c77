"""The second visitor gets the first one's page, and no expiry."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse316_cached_view_expiry")
def test_the_second_visitor_has_no_expiry(site: Site, code: Block) -> None:
    first = site.visit(code)
    assert first.body == "welcome"
    assert first.max_age == 600
    second = site.visit(code, browser=site.other())
    assert second.body == "welcome"
    assert second.cookie is None


@proof("dse316_cached_view_expiry")
def test_the_first_ones_next_visit_does_not_renew_it(site: Site, code: Block) -> None:
    site.visit(code)
    site.wait(300)
    site.visit(code)
    site.wait(400)
    assert site.cookie is not None
    site.open()
    assert site.cookie is None

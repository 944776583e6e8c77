"""The second visitor gets the first one's page, and no expiry."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def each_visitor_has_the_expiry(site: Site, code: Block) -> None:
    for _ in range(3):
        visit = site.visit(code, browser=site.other())
        assert (visit.body, visit.max_age) == ("welcome", 600)


@proof("dse316_cached_view_expiry", promise=each_visitor_has_the_expiry)
def test_the_second_visitor_has_no_expiry(site: Site, code: Block) -> None:
    first = site.visit(code)
    assert first.body == "welcome"
    assert first.max_age == 600
    second = site.visit(code, browser=site.other())
    assert second.body == "welcome"
    assert second.cookie is None


def each_visit_renews_it(site: Site, code: Block) -> None:
    site.visit(code)
    kept = site.cookie
    for _ in range(3):
        site.wait(400)
        assert site.visit(code).max_age == 600
    site.wait(400)
    site.open()
    assert site.cookie == kept or site.engine == "signed_cookies" and site.cookie


@proof("dse316_cached_view_expiry", promise=each_visit_renews_it)
def test_the_first_ones_next_visit_does_not_renew_it(site: Site, code: Block) -> None:
    site.visit(code)
    site.wait(300)
    site.visit(code)
    site.wait(400)
    assert site.cookie is not None
    site.open()
    assert site.cookie is None

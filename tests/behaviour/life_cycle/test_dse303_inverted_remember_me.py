"""Who asks to be remembered gets a cookie without Max-Age."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse303_inverted_remember_me", asynchronous=True)
def test_the_remembered_visitor_is_forgotten_with_the_browser(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"remember_me": "on"})
    assert visit.cookie is not None and visit.cookie.value
    assert visit.max_age is None


@proof("dse303_inverted_remember_me", block=1, instead=1, asynchronous=True)
def test_the_conditional_expression_does_the_same(site: Site, code: Block) -> None:
    site.login("ann")
    remembered = site.visit(code, data={"remember": "on"})
    forgotten = site.visit(code, data={"remember": ""})
    assert (remembered.max_age, forgotten.max_age) == (None, 1209600)

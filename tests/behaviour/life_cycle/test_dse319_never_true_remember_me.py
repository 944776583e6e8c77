"""The box was ticked, and the cookie ends with the browser all the same."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse319_never_true_remember_me", asynchronous=True)
def test_nobody_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"remember": "on"})
    assert visit.cookie is not None
    assert visit.max_age is None

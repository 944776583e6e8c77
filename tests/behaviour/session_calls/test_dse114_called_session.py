"""A session cannot be called."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse114_called_session", asynchronous=True)
def test_raises_type_error(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "view", "'SessionStore' object is not callable")

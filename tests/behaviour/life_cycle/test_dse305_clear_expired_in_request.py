"""One visitor's request deletes everyone's expired rows, and ends no session."""

from __future__ import annotations

from tests.behaviour.proving import ROW_ENGINES, Block, Site, proof


@proof("dse305_clear_expired_in_request", engines=ROW_ENGINES)
def test_the_expired_rows_of_all_visitors_are_deleted(site: Site, code: Block) -> None:
    site.login("bob")
    site.wait(1209600 + 60)
    visitor = site.other()
    site.login("ann", visitor)
    assert site.rows() == 2
    assert not site.visit(code, browser=visitor).failed
    assert visitor.user() == "ann"
    assert site.rows() == 1

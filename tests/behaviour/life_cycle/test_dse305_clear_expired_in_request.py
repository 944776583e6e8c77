"""One visitor's request deletes everyone's expired rows, and ends no session."""

from __future__ import annotations

from django.core.management import call_command

from tests.behaviour.proving import ROW_ENGINES, Block, Site, proof


def only_the_command_deletes_them(site: Site, code: Block) -> None:
    site.login("bob")
    site.wait(1209600 + 60)
    visitor = site.other()
    site.login("ann", visitor)
    assert site.visit(code, browser=visitor).headers["Location"] == "/"
    assert site.rows() == 2
    call_command("clearsessions")
    assert site.rows() == 1
    assert visitor.user() == "ann"


@proof("dse305_clear_expired_in_request", engines=ROW_ENGINES, promise=only_the_command_deletes_them)
def test_the_expired_rows_of_all_visitors_are_deleted(site: Site, code: Block) -> None:
    site.login("bob")
    site.wait(1209600 + 60)
    visitor = site.other()
    site.login("ann", visitor)
    assert site.rows() == 2
    assert not site.visit(code, browser=visitor).failed
    assert visitor.user() == "ann"
    assert site.rows() == 1

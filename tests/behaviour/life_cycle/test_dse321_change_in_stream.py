"""What the generator writes into the session is gone on the next request."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def is_stored(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).body == "first"
    assert site.open().data == {"exported": True}


@proof("dse321_change_in_stream", promise=is_stored)
def test_it_is_not_stored(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.body == "first"
    assert site.open().data == {}


@proof("dse321_change_in_stream", settings={"SESSION_SAVE_EVERY_REQUEST": True}, promise=is_stored)
def test_nor_is_it_if_each_request_saves(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).body == "first"
    assert site.open().data == {}

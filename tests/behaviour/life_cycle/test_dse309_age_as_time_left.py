"""A thousand seconds later there is still as much time left as at the start."""

from __future__ import annotations

from tests.behaviour.proving import ENGINES, ROW_ENGINES, Block, Site, proof


@proof("dse309_age_as_time_left", engines=ROW_ENGINES)
def test_it_does_not_count_down(site: Site, code: Block) -> None:
    site.login("ann")
    site.wait(1000)
    assert site.visit(code).body == '{"time_left": 1209600}'


@proof("dse309_age_as_time_left", engines=ENGINES, instead=None)
def test_nor_does_it_with_any_other_engine(site: Site, code: Block) -> None:
    site.login("ann")
    site.wait(1000)
    assert site.visit(code).body == '{"time_left": 1209600}'

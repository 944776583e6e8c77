"""A thousand seconds later there is still as much time left as at the start."""

from __future__ import annotations

import json

from tests.behaviour.proving import ALL_ENGINES, ROW_ENGINES, Block, Site, about, proof


def counts_down(site: Site, code: Block) -> None:
    site.login("ann")
    for left in (1208600, 1207600):
        site.wait(1000)
        assert about(json.loads(site.visit(code).body)["time_left"], left)


@proof("dse309_age_as_time_left", engines=ALL_ENGINES, cured_on=ROW_ENGINES, promise=counts_down)
def test_it_does_not_count_down(site: Site, code: Block) -> None:
    site.login("ann")
    site.wait(1000)
    assert site.visit(code).body == '{"time_left": 1209600}'

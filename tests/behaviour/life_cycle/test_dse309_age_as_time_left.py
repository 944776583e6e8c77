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
    # None: there is no row to read.
    assert json.loads(site.visit(code).body)["time_left"] in {1209600, None}


@proof("dse309_age_as_time_left", case="compared with 0", instead=None, engines=ALL_ENGINES)
def test_a_length_is_never_0(site: Site, code: Block) -> None:
    answers: list[str] = []
    for seconds in (0, 1000, 1209600):
        site.login("ann")
        site.wait(seconds)
        assert not site.visit(code, names={"redirect": answers.append}).failed
    assert answers == []

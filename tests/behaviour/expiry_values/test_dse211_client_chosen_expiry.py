"""Django takes any length that the visitor sends."""

from __future__ import annotations

from tests.behaviour.proving import ENGINES, Block, Site, proof


@proof("dse211_client_chosen_expiry", engines=ENGINES)
def test_ten_years_for_the_asking(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"days": "3650"})
    assert visit.max_age == 3650 * 24 * 60 * 60

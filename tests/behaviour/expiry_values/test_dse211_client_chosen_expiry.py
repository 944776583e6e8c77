"""Django takes any length that the visitor sends."""

from __future__ import annotations

from tests.behaviour.proving import ENGINES, Block, Site, proof

DAY = 24 * 60 * 60


def lasts_between_a_day_and_thirty(site: Site, code: Block) -> None:
    site.login("ann")
    chosen = {days: site.visit(code, data={"days": days}).max_age for days in ("-1", "0", "7", "30", "3650")}
    assert chosen == {"-1": DAY, "0": DAY, "7": 7 * DAY, "30": 30 * DAY, "3650": 30 * DAY}
    assert site.user() == "ann"


@proof("dse211_client_chosen_expiry", engines=ENGINES, promise=lasts_between_a_day_and_thirty)
def test_ten_years_for_the_asking(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"days": "3650"})
    assert visit.max_age == 3650 * DAY

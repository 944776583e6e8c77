"""Django takes any length that the visitor sends."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, EXPIRING_ENGINES, SERVER_ENGINES, Block, Site, about, advice_keeps, proof

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


def is_stored_for_thirty_days_at_most(site: Site, code: Block) -> None:
    site.login("ann")
    copied = site.visit(code, data={"days": "3650"}).key
    assert about(site.stored(), 30 * DAY)
    site.wait(31 * DAY)
    assert site.replay(copied).user is None


@proof(
    "dse211_client_chosen_expiry",
    engines=SERVER_ENGINES,
    cured_on=EXPIRING_ENGINES,
    promise=is_stored_for_thirty_days_at_most,
)
def test_the_session_is_stored_as_long(site: Site, code: Block) -> None:
    """The server accepts the session for the ten years that the visitor asked for."""
    site.login("ann")
    copied = site.visit(code, data={"days": "3650"}).key
    site.wait(3649 * DAY)
    assert site.replay(copied).user == "ann"


@proof("dse211_client_chosen_expiry", engines=ENGINES, promise=lasts_between_a_day_and_thirty)
def test_0_lasts_until_the_browser_closes_and_a_negative_number_ends_it(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code, data={"days": "0"}).max_age is None
    site.close()
    assert site.user() is None
    site.login("ann")
    site.visit(code, data={"days": "-1"})
    assert site.user() is None


MAPPING = """
LENGTHS = {"short": 60 * 60, "long": 30 * 24 * 60 * 60}

def view(request):
    request.session.set_expiry(LENGTHS.get(request.POST.get("length"), 60 * 60))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_mapping_bounds_it_too(engine: str) -> None:
    def is_one_of_two(site: Site, code: Block) -> None:
        site.login("ann")
        for sent, age in (("short", 60 * 60), ("long", 30 * DAY), ("315360000", 60 * 60)):
            assert site.visit(code, data={"length": sent}).max_age == age

    advice_keeps(is_one_of_two, engine, MAPPING)

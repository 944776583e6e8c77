"""
There is no date after the year 9999 and none before the year 1: a number that is too large or too small fails when the
session is saved, a timedelta in the line itself.
"""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, advice_keeps, lasts, proof


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, promise=lasts(365 * 24 * 60 * 60))
def test_maxsize_fails_in_the_middleware(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert visit.raised(ValueError, "saving") or visit.raised(OverflowError, "saving")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, block=1, promise=lasts(365 * 24 * 60 * 60))
def test_nan_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(ValueError, "saving")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, case="infinity", instead=None)
def test_infinity_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(OverflowError, "saving")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, case="ten to the twelfth", instead=None)
def test_ten_to_the_twelfth_fails_in_the_middleware(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert visit.raised(ValueError, "saving") or visit.raised(OverflowError, "saving")


@proof(
    "dse210_overflowing_expiry",
    engines=ALL_ENGINES,
    block=2,
    instead=1,
    promise=lasts(365 * 24 * 60 * 60, fixed_end=True),
)
def test_timedelta_max_fails_in_the_line(site: Site, code: Block) -> None:
    assert site.visit(code).raised(OverflowError, "view")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, case="a timedelta that is too long", instead=None)
def test_a_timedelta_that_is_too_long_fails_in_the_line(site: Site, code: Block) -> None:
    assert site.visit(code).raised(OverflowError, "view")


@proof(
    "dse210_overflowing_expiry",
    engines=ALL_ENGINES,
    case="a negative number of more digits than a float has",
    instead=None,
)
def test_a_negative_number_of_many_digits_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(OverflowError, "saving")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, case="before the year 1", instead=None)
def test_before_the_year_1_fails_in_the_middleware(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert visit.raised(ValueError, "saving") or visit.raised(OverflowError, "saving")


@proof("dse210_overflowing_expiry", engines=ALL_ENGINES, case="a timedelta before the year 1", instead=None)
def test_a_timedelta_before_the_year_1_fails_in_the_line(site: Site, code: Block) -> None:
    assert site.visit(code).raised(OverflowError, "view")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_number_is_accepted_and_none_is_not_never(engine: str) -> None:
    advice_keeps(lasts(10**10), engine, "request.session.set_expiry(10**10)")
    none = "request.session.set_expiry(300)\nrequest.session.set_expiry(None)"
    advice_keeps(lasts(14 * 24 * 60 * 60), engine, none)

"""
Other types fail when the session is saved, empty ones are ignored, and less than a second ends the cookie at once.
"""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, about, advice_keeps, lasts, proof


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, promise=lasts(300))
def test_a_decimal_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, block=1, instead=1, promise=lasts(5 * 60, fixed_end=True))
def test_a_dict_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="a date", instead=None)
def test_a_date_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="a time", instead=None)
def test_a_time_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="bytes", instead=None)
def test_bytes_fail_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="a list", instead=None)
def test_a_list_fails_in_the_middleware(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving")
    for other in ("(300,)", "{300}"):
        assert site.visit(Block(code.stem, code.origin, f"request.session.set_expiry({other})")).failed, other


def lasts_a_second(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 1
    site.wait(2)
    assert site.user() is None


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, block=2, instead=2, promise=lasts_a_second)
def test_half_a_second_ends_the_cookie_at_once(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert visit.max_age == 0


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="half a second as a timedelta", instead=None)
def test_half_a_second_as_a_timedelta_too(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == 0


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, block=3, instead=3, same=True)
def test_an_empty_tuple_is_no_expiry(site: Site, code: Block) -> None:
    assert not site.visit(code).failed
    assert about(site.remember(k=1).max_age, 1209600)


@proof("dse209_unsupported_expiry", engines=ALL_ENGINES, case="an empty dict", instead=None)
def test_an_empty_dict_is_no_expiry(site: Site, code: Block) -> None:
    assert about(site.visit(code).max_age, 1209600)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_aware_datetime_is_right_and_so_is_a_float(engine: str) -> None:
    moment = (
        "from datetime import datetime, timedelta, timezone\nmoment = datetime.now(timezone.utc) + timedelta(minutes=5)"
    )
    advice_keeps(lasts(300, fixed_end=True), engine, f"{moment}\nrequest.session.set_expiry(moment)")
    advice_keeps(lasts(300), engine, "request.session.set_expiry(300.5)")

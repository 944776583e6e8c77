"""With USE_TZ a naive datetime fails when the session is saved, far from the line; a timedelta does not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import django
import pytest
from django.conf import global_settings
from django.utils import timezone

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, about, advice_keeps, lasts, proof


@proof(
    "dse205_naive_datetime",
    engines=ALL_ENGINES,
    settings={"USE_TZ": True},
    asynchronous=True,
    promise=lasts(60 * 60, fixed_end=True),
)
def test_fails_in_the_middleware_with_use_tz(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.raised(TypeError, "saving", "offset-naive and offset-aware")


def test_use_tz_is_the_default_since_django_5_0() -> None:
    assert (django.VERSION >= (5, 0)) == global_settings.USE_TZ


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("use_tz", [True, False])
def test_a_timedelta_and_djangos_now_are_right_with_and_without_use_tz(engine: str, use_tz: bool) -> None:
    for end in ("timedelta(hours=1)", "timezone.now() + timedelta(hours=1)"):
        text = f"from datetime import timedelta\nfrom django.utils import timezone\nrequest.session.set_expiry({end})"
        advice_keeps(lasts(60 * 60, fixed_end=True), engine, text, USE_TZ=use_tz, TIME_ZONE="Asia/Tokyo")


@pytest.mark.parametrize("engine", ENGINES)
def test_without_use_tz_a_naive_datetime_is_right(engine: str) -> None:
    text = "from datetime import datetime, timedelta\nrequest.session.set_expiry(datetime.now() + timedelta(hours=1))"
    advice_keeps(lasts(60 * 60, fixed_end=True), engine, text, USE_TZ=False, TIME_ZONE="Asia/Tokyo")


@proof(
    "dse205_naive_datetime",
    case="aware fails when USE_TZ is known to be false",
    instead=0,
    fix=False,
    settings={"USE_TZ": False},
    promise=lasts(60 * 60, fixed_end=True),
)
def test_without_use_tz_an_aware_datetime_fails(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving", "offset-naive and offset-aware")


@proof(
    "dse205_naive_datetime",
    case="utcnow is wrong without USE_TZ as well",
    settings={"USE_TZ": False, "TIME_ZONE": "America/New_York"},
    options={"use_tz": "false"},
    promise=lasts(60 * 60, fixed_end=True),
)
def test_without_use_tz_utcnow_is_wrong_by_the_offset(site: Site, code: Block) -> None:
    site.login("ann")
    offset = datetime.now(ZoneInfo("America/New_York")).utcoffset()
    assert offset
    assert about(site.visit(code).max_age, 60 * 60 - offset.total_seconds())


def lasts_until_the_end_of_the_year(site: Site, code: Block) -> None:
    site.login("ann")
    year = datetime.now(UTC).year + 1
    end = datetime(year, 12, 31, tzinfo=ZoneInfo("America/New_York"))
    visit = site.visit(code, names={"year": year})
    assert about(visit.max_age, (end - timezone.now()).total_seconds())


@proof(
    "dse205_naive_datetime",
    case="a moment of its own",
    settings={"USE_TZ": True, "TIME_ZONE": "America/New_York"},
    promise=lasts_until_the_end_of_the_year,
)
def test_a_moment_of_its_own_fails_as_well(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, names={"year": datetime.now(UTC).year + 1})
    assert visit.raised(TypeError, "saving", "offset-naive and offset-aware")

"""A point in time is counted from now, like any other number of seconds."""

from __future__ import annotations

import time

import pytest

from tests.behaviour.pages import block_of
from tests.behaviour.proving import (
    ALL_ENGINES,
    ENGINES,
    EXPIRING_ENGINES,
    SERVER_ENGINES,
    Block,
    Site,
    advice_keeps,
    lasts,
    proof,
)
from tests.behaviour.proving.site import site as new_site

YEAR = 365 * 24 * 60 * 60
HOUR = 60 * 60


@proof("dse215_moment_as_lifetime", engines=ALL_ENGINES, promise=lasts(HOUR), asynchronous=True)
def test_the_cookie_lasts_for_half_a_century(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age is not None and visit.max_age > 50 * YEAR


@proof("dse215_moment_as_lifetime", block=1, instead=1, engines=ALL_ENGINES, promise=lasts(HOUR, fixed_end=True))
def test_so_it_does_by_the_end_of_a_token(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age is not None and visit.max_age > 50 * YEAR


@proof("dse215_moment_as_lifetime", engines=SERVER_ENGINES, cured_on=EXPIRING_ENGINES, promise=lasts(HOUR))
def test_the_session_is_stored_as_long(site: Site, code: Block) -> None:
    """The server accepts the session for decades."""
    site.login("ann")
    visit = site.visit(code)
    site.wait(40 * YEAR)
    assert site.replay(visit.key).user == "ann"


def a_token_of_an_hour() -> dict[str, dict[str, float]]:
    """What the view is given."""
    return {"token": {"expires_at": time.time() + HOUR}}


def it_lasts_an_hour(site: Site, code: Block) -> None:
    lasts(HOUR, fixed_end=True, kwargs=a_token_of_an_hour())(site, code)


@proof(
    "dse215_moment_as_lifetime",
    case="in a timedelta",
    engines=ALL_ENGINES,
    instead=None,
    promise=it_lasts_an_hour,
)
def test_a_timedelta_around_it_changes_nothing(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, kwargs=a_token_of_an_hour())
    assert visit.max_age is not None and visit.max_age > 50 * YEAR


def test_signed_cookies_are_refused_after_the_global_age() -> None:
    with new_site("signed_cookies") as site:
        site.login("ann")
        copied = site.visit(block_of("dse215_moment_as_lifetime", "Flagged", 0)).key
        site.wait(13 * 24 * HOUR)
        assert site.replay(copied).user == "ann"
        site.wait(2 * 24 * HOUR)
        assert site.replay(copied).user is None


@pytest.mark.parametrize("engine", ENGINES)
def test_the_seconds_that_are_left_are_a_length(engine: str) -> None:
    left = "import time\nend = time.time() + 3600.5\nrequest.session.set_expiry(max(1, int(end - time.time())))"
    advice_keeps(lasts(HOUR), engine, left)


@proof(
    "dse215_moment_as_lifetime",
    block=1,
    instead=None,
    engines=ALL_ENGINES,
    settings={"USE_TZ": False, "TIME_ZONE": "Asia/Tokyo"},
    options={"use_tz": "false"},
    promise=lasts(HOUR, fixed_end=True),
)
def test_the_repair_is_right_without_use_tz(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age is not None and visit.max_age > 50 * YEAR

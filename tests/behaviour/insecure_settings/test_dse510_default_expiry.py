"""Where nothing is said a session lasts two weeks from the last response that saved it."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site

HOUR = 60 * 60
DAY = 24 * HOUR
TWO_WEEKS = 14 * DAY


def sessions_last_eight_hours(site: Site, code: Block) -> None:
    """MIDDLEWARE holds no authentication: what is stored shows how long."""
    site.configure(code)
    assert site.remember(k=1).max_age == 8 * HOUR
    copied = site.cookie
    site.wait(7 * HOUR)
    assert site.open().data == {"k": 1}
    site.wait(2 * HOUR)
    assert site.open().data == {}
    assert site.replay(copied).data == {}


@proof("dse510_default_expiry", promise=sessions_last_eight_hours)
def test_the_cookie_lives_for_two_weeks(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == TWO_WEEKS


@proof("dse510_default_expiry", engines=ALL_ENGINES, promise=sessions_last_eight_hours)
def test_reading_does_not_renew_it(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(k=1)
    site.wait(13 * DAY)
    assert site.open().data == {"k": 1}
    site.wait(2 * DAY)
    assert site.open().data == {}


@proof("dse510_default_expiry", engines=ALL_ENGINES, promise=sessions_last_eight_hours)
def test_writing_renews_it(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(k=1)
    site.wait(13 * DAY)
    site.remember(k=2)
    site.wait(13 * DAY)
    assert site.open().data == {"k": 2}


@pytest.mark.parametrize("engine", ALL_ENGINES)
def test_with_a_save_of_every_request_they_last_two_weeks_from_the_last_request(engine: str) -> None:
    with site(engine, SESSION_SAVE_EVERY_REQUEST=True) as fresh:
        fresh.remember(k=1)
        for _ in range(3):
            fresh.wait(13 * DAY)
            assert fresh.open().data == {"k": 1}
        fresh.wait(14 * DAY + 1)
        assert fresh.open().data == {}

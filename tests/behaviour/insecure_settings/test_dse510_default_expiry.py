"""Where nothing is said a session lasts two weeks from the last response that saved it."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof

DAY = 24 * 60 * 60
TWO_WEEKS = 14 * DAY


@proof("dse510_default_expiry")
def test_the_cookie_lives_for_two_weeks(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == TWO_WEEKS


@proof("dse510_default_expiry", engines=ALL_ENGINES)
def test_reading_does_not_renew_it(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(k=1)
    site.wait(13 * DAY)
    assert site.open().data == {"k": 1}
    site.wait(2 * DAY)
    assert site.open().data == {}


@proof("dse510_default_expiry", engines=ALL_ENGINES)
def test_writing_renews_it(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(k=1)
    site.wait(13 * DAY)
    site.remember(k=2)
    site.wait(13 * DAY)
    assert site.open().data == {"k": 2}

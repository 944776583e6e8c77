"""SESSION_COOKIE_AGE is a part of a timedelta."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_last

DAY = 24 * 60 * 60


@proof("dse416_truncated_timedelta_age", promise=sessions_last(14 * DAY))
def test_with_the_seconds_of_two_weeks_nobody_can_stay_logged_in(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() is None


@proof("dse416_truncated_timedelta_age", block=1, promise=sessions_last(14 * DAY))
def test_days_are_taken_for_seconds(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.login("ann").max_age == 14


@proof("dse416_truncated_timedelta_age", block=0, instead=None, fix=False)
def test_of_a_day_and_two_hours_two_hours_are_left(site: Site, code: Block) -> None:
    assert "days=14" in code.text
    site.configure(Block(code.stem, code.origin, code.text.replace("days=14", "days=1, hours=2")))
    assert site.login("ann").max_age == 2 * 60 * 60

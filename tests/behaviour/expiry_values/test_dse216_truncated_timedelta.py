"""A part of a timedelta is another length than the timedelta."""

from __future__ import annotations

from datetime import timedelta

from tests.behaviour.proving import Block, Site, lasts, proof

DAY = 24 * 60 * 60


@proof("dse216_truncated_timedelta", promise=lasts(DAY), asynchronous=True)
def test_the_seconds_of_a_day_last_until_the_browser_closes(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.cookie is not None and visit.max_age is None
    site.close()
    assert site.user() is None


@proof("dse216_truncated_timedelta", block=1, instead=1, promise=lasts(14 * DAY))
def test_days_are_taken_for_seconds(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 14


@proof("dse216_truncated_timedelta", case="a day and a half", instead=None, promise=lasts(36 * 60 * 60))
def test_of_a_day_and_a_half_half_a_day_is_left(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 12 * 60 * 60


def test_of_a_moment_that_has_passed_it_is_almost_a_day() -> None:
    assert timedelta(seconds=-60).seconds == DAY - 60

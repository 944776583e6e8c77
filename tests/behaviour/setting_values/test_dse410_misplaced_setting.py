"""A setting in views.py is a name like any other."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, lasts, proof

TWO_WEEKS = 14 * 24 * 60 * 60


def lasts_and_is_saved(site: Site, code: Block) -> None:
    lasts(600)(site, code)
    site.visit(code)
    assert site.open().data == {"visited": True}


@proof("dse410_misplaced_setting", promise=lasts_and_is_saved)
def test_sessions_last_two_weeks_as_before(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == TWO_WEEKS

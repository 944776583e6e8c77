"""A setting in views.py is a name like any other."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse410_misplaced_setting")
def test_sessions_last_two_weeks_as_before(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == TWO_WEEKS

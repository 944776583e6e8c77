"""A setting with a wrong name has no effect."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_last

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse405_unknown_setting", promise=sessions_last(3600))
def test_sessions_last_two_weeks_as_before(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == TWO_WEEKS

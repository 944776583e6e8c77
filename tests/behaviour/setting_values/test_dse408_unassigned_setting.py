"""An annotation or a comparison sets nothing."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_last

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse408_unassigned_setting", promise=sessions_last(3600))
def test_the_setting_keeps_its_default(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == TWO_WEEKS

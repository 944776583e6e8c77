"""A figure in milliseconds is taken for seconds without a word."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_last


@proof("dse403_milliseconds_age", promise=sessions_last(60 * 60))
def test_sessions_last_a_thousand_times_as_long(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == 3_600_000

"""A setting in views.py is a name like any other."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, lasts, proof, sessions_last

TWO_WEEKS = 14 * 24 * 60 * 60


def lasts_and_is_saved(site: Site, code: Block) -> None:
    lasts(600)(site, code)
    site.visit(code)
    assert site.open().data == {"visited": True}


@proof("dse410_misplaced_setting", promise=lasts_and_is_saved)
def test_sessions_last_two_weeks_as_before(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == TWO_WEEKS


@pytest.mark.parametrize("engine", ENGINES)
def test_in_the_settings_module_it_is_for_all_sessions(engine: str) -> None:
    advice_keeps(sessions_last(600), engine, "SESSION_COOKIE_AGE = 600")

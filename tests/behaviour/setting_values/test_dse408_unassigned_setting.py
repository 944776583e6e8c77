"""An annotation or a comparison sets nothing."""

from __future__ import annotations

import pytest

from tests.behaviour.fixed import fixed
from tests.behaviour.proving import Block, Site, advice_keeps, proof, sessions_last
from tests.behaviour.proving.site import site

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse408_unassigned_setting", promise=sessions_last(3600))
def test_the_setting_keeps_its_default(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == TWO_WEEKS


COMPARED = "SESSION_COOKIE_AGE == 3600\n"


def test_a_comparison_sets_nothing_or_is_a_name_error() -> None:
    with site("db") as fresh:
        with pytest.raises(NameError, match="SESSION_COOKIE_AGE"):
            fresh.configure(Block("dse408_unassigned_setting", "comparison", COMPARED))
        bound = f"from django.conf.global_settings import SESSION_COOKIE_AGE\n{COMPARED}"
        fresh.configure(Block("dse408_unassigned_setting", "comparison", bound))
        assert fresh.remember().max_age == TWO_WEEKS


def test_the_repaired_comparison_sets_it() -> None:
    repaired = fixed(COMPARED, "dse408_unassigned_setting", {})
    assert repaired is not None
    advice_keeps(sessions_last(3600), "db", repaired)

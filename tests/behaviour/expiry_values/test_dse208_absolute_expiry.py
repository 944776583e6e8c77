"""
A timedelta ends at a fixed moment: activity that saves the session does not move it, while it renews a number of
seconds.
"""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof


def a_later_write_renews_it(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 60 * 60
    site.wait(50 * 60)
    site.remember(k=1)
    site.wait(50 * 60)
    assert site.user() == "ann"
    site.wait(11 * 60)
    assert site.user() is None


@proof("dse208_absolute_expiry", engines=ALL_ENGINES, promise=a_later_write_renews_it)
def test_a_later_write_does_not_renew_it(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    site.wait(50 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None

"""Django sees the number, not the comment; and a number alone outlives the browser."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof, sessions_end_with_the_browser, sessions_last


@proof("dse407_contradicting_comment", engines=ALL_ENGINES, promise=sessions_last(60 * 60))
def test_half_an_hour_is_half_an_hour(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.login("ann").max_age == 30 * 60
    site.wait(31 * 60)
    assert site.user() is None


def ends_with_the_browser_and_after_an_hour(site: Site, code: Block) -> None:
    sessions_end_with_the_browser(site, code)
    copied = site.login("ann").key
    site.wait(59 * 60)
    assert site.replay(copied).user == "ann"
    site.wait(2 * 60)
    assert site.replay(copied).user is None


@proof("dse407_contradicting_comment", block=1, instead=1, promise=ends_with_the_browser_and_after_an_hour)
def test_a_number_outlives_the_browser(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    site.close()
    assert site.user() == "ann"

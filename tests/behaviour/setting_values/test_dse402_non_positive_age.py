"""With a SESSION_COOKIE_AGE of 0 nobody can stay logged in."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_end_with_the_browser


@proof("dse402_non_positive_age", promise=sessions_end_with_the_browser)
def test_the_request_after_the_login_is_anonymous(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.login("ann")
    assert not visit.failed
    assert site.user() is None


@proof("dse402_non_positive_age", case="0 beside what was meant", promise=sessions_end_with_the_browser)
def test_the_browser_setting_does_not_help(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() is None


@proof("dse402_non_positive_age", case="a negative number", instead=None, fix=False)
def test_a_negative_number_does_the_same(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() is None

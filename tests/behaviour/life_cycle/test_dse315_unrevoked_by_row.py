"""The user of a deleted row stays logged in."""

from __future__ import annotations

from tests.behaviour.proving import REDIS, Block, Site, proof


def the_session_is_ended(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    admin = site.other()
    site.login("bob", admin)
    site.visit(code, kwargs={"key": key}, browser=admin)
    assert not site.exists(key)
    assert (site.user(), admin.user()) == (None, "bob")


@proof(
    "dse315_unrevoked_by_row",
    engines=("cached_db", "cache", "file", "signed_cookies", REDIS),
    cured_on=("cached_db", "cache", "file", REDIS),
    promise=the_session_is_ended,
)
def test_the_user_stays_logged_in(site: Site, code: Block) -> None:
    """After the row was deleted the user is still logged in."""
    site.login("ann")
    site.visit(code, kwargs={"key": site.cookie}, browser=site.other())
    assert site.user() == "ann"


@proof("dse315_unrevoked_by_row", engines=("cached_db",), case="the end is edited", instead=None)
def test_an_end_that_is_edited_counts_as_little(site: Site, code: Block) -> None:
    """After ``expire_date`` of the row was moved into the past the user is still logged in."""
    site.login("ann")
    site.run(code)["revoke"](site.cookie)
    site.wait(1)
    assert site.user() == "ann"

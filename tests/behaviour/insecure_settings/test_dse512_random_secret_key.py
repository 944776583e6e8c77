"""Under another SECRET_KEY nobody is logged in any more."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof

KEPT = {"SECRET_KEY": "the key that the environment keeps over a restart: 0123456789abcdefghijklmnop"}


def logins_outlive_a_restart(site: Site, code: Block) -> None:
    for username in ("ann", "bob"):
        site.configure(code, environ=KEPT)
        site.login(username)
        site.remember(cart=1)
        site.configure(code, environ=KEPT)
        assert (site.open().user, site.open().data) == (username, {"cart": 1})
    site.configure(code, environ={"SECRET_KEY": "another " + KEPT["SECRET_KEY"]})
    assert site.user() is None


@proof("dse512_random_secret_key", promise=logins_outlive_a_restart)
def test_a_restart_ends_every_login(site: Site, code: Block) -> None:
    site.configure(code, environ=KEPT)
    site.login("ann")
    assert site.user() == "ann"
    site.configure(code, environ=KEPT)
    assert site.user() is None


@proof("dse512_random_secret_key", engines=("db", "file", "signed_cookies"), promise=logins_outlive_a_restart)
def test_what_was_stored_is_lost_with_it(site: Site, code: Block) -> None:
    """A process with another ``SECRET_KEY`` cannot read what the first one stored."""
    site.configure(code, environ=KEPT)
    site.remember(cart=1)
    assert site.open().data == {"cart": 1}
    site.configure(code, environ=KEPT)
    assert site.open().data == {}


@proof("dse512_random_secret_key", case="letters", instead=None)
def test_letters_chosen_at_random_do_the_same(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    site.configure(code)
    assert site.user() is None

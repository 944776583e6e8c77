"""A copy of the cookie is accepted after the expiry that was set."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, about, proof


def the_server_ends_it(site: Site, code: Block) -> None:
    site.remember(k=1)
    copied = site.visit(code).key
    site.wait(290)
    assert site.replay(copied).data == {"k": 1}
    site.wait(20)
    assert site.replay(copied).data == {}


@proof("dse312_unenforced_expiry", engines=("file", "signed_cookies"), cured_on=("file",), promise=the_server_ends_it)
def test_the_server_does_not_know_the_end(site: Site, code: Block) -> None:
    site.remember(k=1)
    visit = site.visit(code)
    assert about(visit.max_age, 300)
    site.wait(100_000)
    site.store().clear_expired()
    assert site.replay(visit.key).data == {"k": 1}


@proof("dse312_unenforced_expiry", engines=("file", "signed_cookies"), case="signed, shorter", instead=None)
def test_a_signed_cookie_outlives_a_shorter_expiry(site: Site, code: Block) -> None:
    site.remember(k=1)
    visit = site.visit(code)
    assert visit.max_age == 300
    site.wait(100_000)
    assert site.replay(visit.key).data == {"k": 1}


@proof("dse312_unenforced_expiry", engines=("signed_cookies",), case="signed, longer", instead=None)
def test_a_longer_expiry_is_cut_off(site: Site, code: Block) -> None:
    site.remember(k=1)
    assert site.visit(code).max_age == 60 * 24 * 60 * 60
    site.wait(15 * 24 * 60 * 60)
    assert site.open().data == {}

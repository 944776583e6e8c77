"""Five minutes after the code was sent the login has ended with it."""

from __future__ import annotations

import time

from tests.behaviour.proving import Block, Site, about, proof


def the_key_ends_and_the_login_stays(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 14 * 24 * 60 * 60
    site.wait(290)
    opened = site.open()
    assert opened.data["otp"].isdecimal() and len(opened.data["otp"]) == 6
    assert about(opened.data["otp_ends_at"] - time.time(), 10, within=0.9)
    site.wait(100_000)
    assert site.user() == "ann"


@proof("dse318_expiry_for_one_key", promise=the_key_ends_and_the_login_stays)
def test_the_login_ends_with_the_key(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.max_age == 300
    site.wait(301)
    assert site.user() is None


@proof("dse318_expiry_for_one_key", promise=the_key_ends_and_the_login_stays)
def test_each_save_begins_the_seconds_of_the_key_anew(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    for number in range(3):
        site.wait(290)
        assert site.remember(k=number).max_age == 300
    assert "otp" in site.open().data

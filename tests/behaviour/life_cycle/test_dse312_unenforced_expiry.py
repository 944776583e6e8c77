"""A copy of the cookie is accepted after the expiry that was set."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, EXPIRING_ENGINES, Block, Site, about, advice_keeps, proof


def the_server_ends_it(site: Site, code: Block) -> None:
    site.remember(k=1)
    copied = site.visit(code).key
    site.wait(290)
    assert site.replay(copied).data == {"k": 1}
    site.wait(20)
    assert site.replay(copied).data == {}


@proof("dse312_unenforced_expiry", engines=("file", "signed_cookies"), cured_on=("file",), promise=the_server_ends_it)
def test_the_server_does_not_know_the_end(site: Site, code: Block) -> None:
    """A day after ``set_expiry(300)`` the server still accepts the cookie."""
    site.remember(k=1)
    visit = site.visit(code)
    assert about(visit.max_age, 300)
    site.wait(100_000)
    site.store().clear_expired()
    assert site.replay(visit.key).data == {"k": 1}


@proof("dse312_unenforced_expiry", engines=("file", "signed_cookies"), case="signed, shorter", instead=None)
def test_a_signed_cookie_outlives_a_shorter_expiry(site: Site, code: Block) -> None:
    """A day after the ``Max-Age`` of 300 that the browser was told, the server still accepts the cookie."""
    site.remember(k=1)
    visit = site.visit(code)
    assert visit.max_age == 300
    site.wait(100_000)
    assert site.replay(visit.key).data == {"k": 1}


@proof("dse312_unenforced_expiry", engines=("signed_cookies",), case="signed, longer", instead=None)
def test_a_longer_expiry_is_cut_off(site: Site, code: Block) -> None:
    """After ``set_expiry()`` with 60 days the session is empty after 15: ``SESSION_COOKIE_AGE`` counts."""
    site.remember(k=1)
    assert site.visit(code).max_age == 60 * 24 * 60 * 60
    site.wait(15 * 24 * 60 * 60)
    assert site.open().data == {}


@pytest.mark.parametrize("engine", EXPIRING_ENGINES)
def test_the_other_engines_enforce_seconds(engine: str) -> None:
    advice_keeps(the_server_ends_it, engine, "request.session.set_expiry(300)")


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "signed_cookies"])
def test_file_too_enforces_a_datetime_0_and_the_default(engine: str) -> None:
    imported = "from datetime import timedelta\nfrom django.utils import timezone"
    moment = f"{imported}\nend = timezone.now() + timedelta(minutes=5)"
    advice_keeps(the_server_ends_it, engine, f"{moment}\nrequest.session.set_expiry(end)")

    def ends_with_the_age_of_the_settings(site: Site, code: Block) -> None:
        site.remember(k=1)
        copied = site.visit(code).key
        site.wait(14 * 24 * 60 * 60 - 60)
        assert site.replay(copied).data == {"k": 1}
        site.wait(120)
        assert site.replay(copied).data == {}

    for value in ("0", "None"):
        advice_keeps(ends_with_the_age_of_the_settings, engine, f"request.session.set_expiry({value})")

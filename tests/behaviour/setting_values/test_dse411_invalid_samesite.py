"""A SESSION_COOKIE_SAMESITE that Django cannot send fails when the cookie is set."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, advice_keeps, cookie_is, proof


@proof("dse411_invalid_samesite", promise=cookie_is(samesite="Lax"))
def test_the_response_with_the_cookie_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(ValueError, "saving")


@proof("dse411_invalid_samesite", case="True", instead=None, fix=False)
def test_true_fails_too(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(AttributeError, "saving")


@proof("dse411_invalid_samesite", case="a tuple", instead=None, fix=False)
def test_a_tuple_fails_too(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(AttributeError, "saving")


@proof("dse411_invalid_samesite", engines=ALL_ENGINES, instead=None, fix=False)
def test_logout_fails_too(site: Site, code: Block) -> None:
    site.login("ann")
    site.configure(code)
    visit = site.get(lambda request: request.session.flush())
    assert visit.raised(ValueError, "saving")


@pytest.mark.parametrize("engine", ENGINES)
def test_each_of_the_three_words_is_sent_in_any_case(engine: str) -> None:
    for word in ("Lax", "Strict", "None", "lax", "STRICT", "none"):
        advice_keeps(cookie_is(samesite=word), engine, f"SESSION_COOKIE_SAMESITE = {word!r}")

"""Every string that is not empty switches a boolean setting on."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def only_a_change_is_saved(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().cookie is not None
    assert site.open().cookie is None


@proof("dse404_non_boolean_setting", promise=only_a_change_is_saved)
def test_the_text_false_saves_at_every_request(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember()
    assert site.open().cookie is not None


@proof("dse404_non_boolean_setting", block=1, instead=1, same=True)
def test_the_text_true_acts_as_it_looks(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.remember()
    assert visit.cookie is not None
    assert visit.max_age is None


@proof("dse404_non_boolean_setting", case="a tuple that holds False", instead=None, fix=False)
def test_a_tuple_with_false_in_it_counts_as_true(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert cookie.httponly


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("value", "is_on"),
    [("False", True), ("0", True), ("no", True), ("True", True), ((False,), True), ("", False)]
    + [(0, False), (1, True), (None, False), (True, True), (False, False)],
    ids=repr,
)
def test_only_what_is_empty_switches_off(engine: str, value: object, is_on: bool) -> None:
    with site(engine) as fresh:
        fresh.configure(
            SESSION_EXPIRE_AT_BROWSER_CLOSE=value, SESSION_COOKIE_SECURE=value, SESSION_COOKIE_HTTPONLY=value
        )
        cookie = fresh.remember().cookie
        assert cookie is not None
        assert (cookie.secure, cookie.httponly, cookie.max_age is None) == (is_on, is_on, is_on)

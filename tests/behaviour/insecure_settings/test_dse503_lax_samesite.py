"""What SESSION_COOKIE_SAMESITE sends where it is not a word."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, cookie_is, proof


@proof("dse503_lax_samesite", promise=cookie_is(samesite="Lax"))
def test_none_drops_the_attribute(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.samesite


@proof("dse503_lax_samesite", case="False", instead=None, promise=cookie_is(samesite="Lax"))
def test_false_drops_it(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.samesite


@proof("dse503_lax_samesite", case="an empty string", instead=None, promise=cookie_is(samesite="Lax"))
def test_an_empty_string_drops_it(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.samesite


def browsers_take_it(site: Site, code: Block) -> None:
    """Lax is what our fix writes; that the cookie is meant to be sent from other sites, it cannot know."""
    if code.origin == "fix":
        cookie_is(samesite="Lax")(site, code)
    else:
        cookie_is(samesite="None", secure=True)(site, code)


@proof("dse503_lax_samesite", block=1, instead=1, promise=browsers_take_it)
def test_the_string_is_sent_also_where_the_cookie_is_not_secure(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert cookie.samesite == "None"
    assert not cookie.secure


@proof(
    "dse503_lax_samesite",
    block=2,
    instead=2,
    fix=False,
    promise=cookie_is(samesite="None", secure=True),
)
def test_none_is_not_the_string_that_a_frame_needs(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.samesite

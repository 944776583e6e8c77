"""Without SESSION_COOKIE_SECURE the session cookie has no Secure attribute."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, cookie_is, proof


@proof("dse501_insecure_cookie", promise=cookie_is(secure=True))
def test_the_cookie_is_not_secure(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.secure


@proof("dse501_insecure_cookie", case="None", instead=None, promise=cookie_is(secure=True))
def test_none_does_the_same(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.secure

"""Without SESSION_COOKIE_HTTPONLY the session cookie has no HttpOnly attribute."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, cookie_is, proof


@proof("dse502_script_readable_cookie", promise=cookie_is(httponly=True))
def test_the_cookie_is_not_http_only(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.httponly


@proof("dse502_script_readable_cookie", case="0", instead=None, promise=cookie_is(httponly=True))
def test_0_does_the_same(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.httponly

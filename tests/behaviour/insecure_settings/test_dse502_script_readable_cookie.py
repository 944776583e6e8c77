"""Without SESSION_COOKIE_HTTPONLY the session cookie has no HttpOnly attribute."""

from __future__ import annotations

from django.core.checks import run_checks

from tests.behaviour.proving import Block, Site, cookie_is, proof
from tests.behaviour.proving.site import site


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


def test_the_check_for_deployment_warns_of_it() -> None:
    with site("db") as fresh:
        for value in (False, True):
            fresh.configure(SESSION_COOKIE_HTTPONLY=value)
            warned = {message.id for message in run_checks(include_deployment_checks=True)}
            assert ("security.W015" in warned) is not value

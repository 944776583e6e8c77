"""Without SESSION_COOKIE_SECURE the session cookie has no Secure attribute."""

from __future__ import annotations

from django.core.checks import run_checks

from tests.behaviour.proving import Block, Site, cookie_is, proof
from tests.behaviour.proving.cookie_scope import is_sent
from tests.behaviour.proving.site import site


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


def test_the_check_for_deployment_warns_of_it() -> None:
    with site("db") as fresh:
        for value in (False, True):
            fresh.configure(SESSION_COOKIE_SECURE=value)
            warned = {message.id for message in run_checks(include_deployment_checks=True)}
            assert ("security.W012" in warned) is not value


def test_a_browser_sends_it_over_plain_http_unless_it_is_secure() -> None:
    with site("db") as fresh:
        for secure in (False, True):
            fresh.configure(SESSION_COOKIE_SECURE=secure)
            cookie = fresh.login("ann").cookie
            assert cookie is not None
            assert is_sent(cookie, by="/login/", to="/", scheme="http") is not secure
            assert is_sent(cookie, by="/login/", to="/")

"""A session cookie whose domain is no host is sent, and not kept."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import Block, Site, proof
from tests.behaviour.proving.browser import Cookie
from tests.behaviour.proving.cookie_scope import is_sent
from tests.behaviour.proving.site import site as new_site

LOGIN = "/accounts/login/"


def cookie_of(site: Site) -> Cookie:
    """The cookie of a login, which answers as if all were well."""
    visit = site.login("ann")
    assert visit.cookie is not None and not visit.failed
    return visit.cookie


def browsers_send_it(site: Site, code: Block) -> None:
    site.configure(code)
    assert is_sent(cookie_of(site), by=LOGIN, to="/")


@proof("dse413_invalid_cookie_domain", promise=browsers_send_it)
def test_a_cookie_for_the_address_of_a_page_is_dropped(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = cookie_of(site)
    assert cookie.domain == "https://example.org"
    assert not is_sent(cookie, by=LOGIN, to=LOGIN)


@proof("dse413_invalid_cookie_domain", block=1, fix=False, promise=browsers_send_it)
def test_a_cookie_for_a_list_is_dropped(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = cookie_of(site)
    assert str(cookie.domain) == "['shop.example.org', 'www.example.org']"
    assert not is_sent(cookie, by=LOGIN, to=LOGIN)


@pytest.mark.parametrize(
    "domain",
    [
        "example.org:8000", "example.org/", "a.example org", "example.org,a.example", "*.example.org", "..example.org",
        "example.org.", "'example.org'", "None", False, 0, ("example.org",), b"example.org",
    ],
)  # fmt: skip
def test_what_else_is_reported_is_dropped(domain: object) -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_DOMAIN=domain)
        assert not is_sent(cookie_of(site), by=LOGIN, to=LOGIN)


@pytest.mark.parametrize("domain", [None, "", "example.org", ".example.org", " example.org ", "Example.ORG"])
def test_what_is_not_reported_is_kept(domain: str | None) -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_DOMAIN=domain)
        assert is_sent(cookie_of(site), by=LOGIN, to="/")


def test_the_test_client_does_not_show_it() -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_DOMAIN="https://example.org")
        site.login("ann")
        assert site.user() == "ann"


def test_each_try_leaves_a_stored_session() -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_DOMAIN="https://example.org")
        for number in (1, 2, 3):
            site.login("ann", site.other())
            assert site.rows() == number

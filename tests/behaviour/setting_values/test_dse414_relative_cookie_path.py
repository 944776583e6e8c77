"""A session cookie whose path does not begin with a slash."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import Block, Site, proof
from tests.behaviour.proving.browser import Cookie
from tests.behaviour.proving.cookie_scope import is_sent
from tests.behaviour.proving.site import site as new_site


def cookie_of(site: Site) -> Cookie:
    """The cookie of a login, which answers as if all were well."""
    visit = site.login("ann")
    assert visit.cookie is not None and not visit.failed
    return visit.cookie


def it_is_sent_to_that_part_of_the_site(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = cookie_of(site)
    assert is_sent(cookie, by="/inventory/login/", to="/inventory/items/")
    assert not is_sent(cookie, by="/inventory/login/", to="/")


@proof("dse414_relative_cookie_path", promise=it_is_sent_to_that_part_of_the_site)
def test_a_relative_path_is_sent_and_not_used(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = cookie_of(site)
    assert cookie.path == "inventory/"
    assert not is_sent(cookie, by="/inventory/login/", to="/inventory/items/")


def it_is_sent_to_every_page(site: Site, code: Block) -> None:
    site.configure(code)
    assert is_sent(cookie_of(site), by="/accounts/login/", to="/")


@proof("dse414_relative_cookie_path", block=1, instead=1, fix=False, promise=it_is_sent_to_every_page)
def test_without_a_path_the_folder_of_the_page_is_taken(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = cookie_of(site)
    assert cookie.path == ""
    assert is_sent(cookie, by="/accounts/login/", to="/accounts/login/again")
    assert not is_sent(cookie, by="/accounts/login/", to="/accounts/")
    assert not is_sent(cookie, by="/accounts/login/", to="/")


@pytest.mark.parametrize("path", ["", ".", "../shop", "https://www.example.org/", False, ("/shop",)])
def test_what_else_is_reported_reaches_no_other_folder(path: object) -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_PATH=path)
        assert not is_sent(cookie_of(site), by="/accounts/login/", to="/")


def test_the_test_client_does_not_show_it() -> None:
    with new_site("db") as site:
        site.configure(SESSION_COOKIE_PATH="inventory/")
        site.login("ann")
        assert site.user() == "ann"

"""Whoever is sent to the login page is still logged in."""

from __future__ import annotations

import pytest

from tests.behaviour.pages import block_of
from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, proof
from tests.behaviour.proving.proofs import only_failing
from tests.behaviour.proving.site import site


def logs_out_whoever_is_late(site: Site, code: Block) -> None:
    """Also after the next login: the code must let that user in."""
    for _ in range(2):
        site.login("ann")
        for _ in range(3):
            site.remember(cart=[1])
            assert site.visit(code).status == 200
            site.wait(1000)
        copied = site.cookie
        site.wait(300)
        visit = site.visit(code)
        assert (visit.status, visit.headers["Location"]) == (302, "/login/")
        assert visit.cookie is not None and visit.cookie.deleted
        assert (site.open().user, site.open().data) == (None, {})
        if site.engine != "signed_cookies":
            assert not site.exists(copied)
            assert site.replay(copied).user is None


@proof("dse326_timeout_ends_nothing", asynchronous=True, promise=logs_out_whoever_is_late)
def test_the_session_goes_on(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(last_activity=1, cart=[1])
    visit = site.visit(code)
    assert (visit.status, visit.headers["Location"]) == (302, "/login/")
    opened = site.open()
    assert (opened.user, opened.data.get("cart")) == ("ann", [1])


@pytest.mark.parametrize("engine", ENGINES)
def test_with_0_as_the_default_nobody_comes_in_again(engine: str) -> None:
    code = block_of("dse326_timeout_ends_nothing", "Use instead").text
    with_0 = code.replace('"last_activity", now', '"last_activity", 0')
    assert with_0 != code
    with only_failing("who logs in is let in"):
        advice_keeps(lets_in, engine, with_0)
    advice_keeps(lets_in, engine, code)


def lets_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).status == 200
    assert site.user() == "ann"


LOGIN_PAGE = """
from django.contrib.auth.views import LoginView

def view(request):
    return LoginView.as_view(redirect_authenticated_user=True)(request)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_the_login_page_may_send_him_on_at_once(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        visit = fresh.visit(Block("dse326_timeout_ends_nothing", "login page", LOGIN_PAGE), path="/login/")
        assert (visit.status, visit.headers["Location"]) == (302, "/")
        assert fresh.user() == "ann"

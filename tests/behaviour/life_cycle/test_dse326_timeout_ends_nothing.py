"""Whoever is sent to the login page is still logged in."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, logs_out, proof
from tests.behaviour.proving.site import site


@proof("dse326_timeout_ends_nothing", asynchronous=True, promise=logs_out())
def test_the_session_goes_on(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(last_activity=1, cart=[1])
    visit = site.visit(code)
    assert (visit.status, visit.headers["Location"]) == (302, "/login/")
    opened = site.open()
    assert (opened.user, opened.data.get("cart")) == ("ann", [1])


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

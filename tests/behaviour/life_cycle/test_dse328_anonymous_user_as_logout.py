"""The session still knows who it is: the next request is logged in."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, logs_out, proof


@proof("dse328_anonymous_user_as_logout", asynchronous=True, promise=logs_out())
def test_the_next_request_is_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse328_anonymous_user_as_logout", case="in a view called logout", instead=None, promise=logs_out())
def test_the_next_request_is_logged_in_whatever_the_view_is_called(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


LOGOUT = """
from django.contrib.auth import logout

def view(request):
    before = request.user.get_username()
    logout(request)
    return HttpResponse(f"{before} {request.user.is_authenticated}")
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_logout_puts_an_anonymous_user_there_itself(engine: str) -> None:
    def forgets_the_user(site: Site, code: Block) -> None:
        site.login("ann")
        assert site.visit(code).body == "ann False"
        assert site.user() is None

    advice_keeps(forgets_the_user, engine, LOGOUT)

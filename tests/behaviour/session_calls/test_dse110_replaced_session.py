"""Without its session object SessionMiddleware does nothing: no logout, and nothing is saved."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, logs_out, proof
from tests.behaviour.proving.site import site


@proof("dse110_replaced_session", asynchronous=True, promise=logs_out())
def test_the_user_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.user() == "ann"


def is_emptied(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert site.visit(code).body == "empty"
    assert site.open().data == {}


@proof("dse110_replaced_session", block=1, instead=1, fix=False, promise=is_emptied)
def test_the_stored_session_stays_as_it_was(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert not site.visit(code).failed
    assert site.open().data == {"cart": [1, 2]}


@proof("dse110_replaced_session", case="what was written before is lost", instead=None, fix=False)
def test_what_was_written_before_is_lost(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert not site.visit(code).failed
    assert site.open().data == {"cart": [1, 2]}


@proof("dse110_replaced_session", case="what follows still happens to a session that is gone", instead=None, fix=False)
def test_a_session_method_afterwards_fails(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(AttributeError, "view", "session")
    assert site.user() == "ann"


def deletes_the_cookie(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.cookie is not None
    assert visit.cookie.deleted
    assert site.user() is None


@proof("dse110_replaced_session", block=2, instead=2, asynchronous=True, promise=deletes_the_cookie)
def test_after_logout_no_cookie_is_deleted(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.cookie is not None


@proof("dse110_replaced_session", block=2, engines=("signed_cookies",), instead=2, promise=deletes_the_cookie)
def test_with_signed_cookies_the_user_stays_logged_in(site: Site, code: Block) -> None:
    """After ``logout()`` and then ``del request.session`` the user is still logged in."""
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse110_replaced_session", case="flushed before", instead=None, promise=deletes_the_cookie)
def test_so_it_is_after_flush(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).cookie is None
    assert site.cookie is not None


@proof("dse110_replaced_session", case="the stored session was deleted before", instead=None, fix=False)
def test_and_after_delete(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.user() == ("ann" if site.engine == "signed_cookies" else None)
    assert site.engine == "signed_cookies" or not site.exists(key)


@proof("dse110_replaced_session", case="emptied before, which nothing saves", instead=None, fix=False)
def test_but_not_after_clear(site: Site, code: Block) -> None:
    site.remember(cart=[1, 2])
    assert not site.visit(code).failed
    assert site.open().data == {"cart": [1, 2]}


REST_VIEW = """
from rest_framework.views import APIView
from rest_framework.response import Response

class Reset(APIView):
    authentication_classes = []
    permission_classes = []

    def get(self, request):
        request.session["seen"] = True
        {change}
        return Response(status=204)
"""


@pytest.mark.parametrize("change", ["request.session = None", "request.session = {}", "del request.session"])
def test_a_request_of_rest_framework_keeps_it_to_itself(change: str) -> None:
    with site("db") as fresh:
        pytest.importorskip("rest_framework")
        fresh.remember(cart=[1, 2])
        code = Block("dse110_replaced_session", "REST framework", REST_VIEW.format(change=change))
        visit = fresh.visit(code)
        if change.startswith("del"):
            assert visit.raised(AttributeError, "view", "session")
            assert fresh.open().data == {"cart": [1, 2]}
        else:
            assert visit.status == 204
            assert fresh.open().data == {"cart": [1, 2], "seen": True}


REST_LOGOUT = """
from rest_framework.views import APIView
from rest_framework.response import Response

class Logout(APIView):
    def get(self, request):
        {leave}
        return Response(status=204)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_in_rest_framework_flush_logs_out_and_another_session_does_not(engine: str) -> None:
    pytest.importorskip("rest_framework")
    advice_keeps(logs_out(), engine, REST_LOGOUT.format(leave="request.session.flush()"))
    with site(engine) as fresh:
        fresh.login("ann")
        visit = fresh.visit(Block("dse110_replaced_session", "REST", REST_LOGOUT.format(leave="request.session = {}")))
        assert visit.status == 204
        assert fresh.user() == "ann"


@pytest.mark.parametrize("engine", ENGINES)
def test_flush_in_the_place_of_both_logs_out(engine: str) -> None:
    advice_keeps(logs_out(), engine, "def reset(request):\n    request.session.flush()")


ANOTHER_STORE = """
from importlib import import_module
from django.conf import settings

def view(request):
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.session["cart"] = [3]
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_another_store_in_its_place_works(engine: str) -> None:
    def has_a_new_session(site: Site, code: Block) -> None:
        site.remember(theme="dark")
        before = site.cookie
        site.visit(code)
        assert site.cookie != before
        assert site.open().data == {"cart": [3]}

    advice_keeps(has_a_new_session, engine, ANOTHER_STORE)


@proof("dse110_replaced_session", block=1, instead=None, fix=False)
def test_login_fails_without_a_session(site: Site, code: Block) -> None:
    login = (
        "from django.contrib.auth import login\nrequest.session = {}\n"
        "login(request, user, 'django.contrib.auth.backends.ModelBackend')"
    )
    assert site.visit(Block(code.stem, code.origin, login)).raised(AttributeError, "view")

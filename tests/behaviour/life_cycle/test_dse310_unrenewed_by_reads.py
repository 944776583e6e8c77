"""A user who only opens pages is logged out; one whose every request sets the expiry is not."""

from __future__ import annotations

import pytest

from tests.behaviour.pages import block_of, case_of
from tests.behaviour.proving import ALL_ENGINES, EXPIRING_ENGINES, Block, Site, advice_keeps, proof
from tests.behaviour.proving.site import site as new_site


def log_in(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    if "Middleware" in code.text:
        site.install(code, "IdleTimeoutMiddleware")
        site.login("ann")
    elif "SESSION_COOKIE_AGE" in code.text:
        site.configure(code)
        site.login("ann")
    else:
        site.visit(code, kwargs={"user": User.objects.get(username="ann")})


def opening_pages_is_activity(site: Site, code: Block) -> None:
    log_in(site, code)
    for _ in range(5):
        site.wait(20 * 60)
        assert site.user() == "ann"
    site.wait(31 * 60)
    assert site.user() is None


def so_it_is_and_the_server_enforces_the_end(site: Site, code: Block) -> None:
    opening_pages_is_activity(site, code)
    site.login("ann")
    assert site.user() == "ann"
    copied = site.cookie
    site.wait(31 * 60)
    assert site.replay(copied).user is None
    # The time begins with the login: no request has to come after it.
    second = site.other()
    site.login("ann", second)
    of_the_login = second.cookie
    site.wait(31 * 60)
    assert site.replay(of_the_login).user is None


@proof("dse310_unrenewed_by_reads", engines=ALL_ENGINES, promise=so_it_is_and_the_server_enforces_the_end)
def test_opening_pages_is_no_activity(site: Site, code: Block) -> None:
    log_in(site, code)
    for _ in range(3):
        site.wait(12 * 60)
        active = site.user()
    assert active is None


@proof("dse310_unrenewed_by_reads", instead=1, engines=ALL_ENGINES, promise=so_it_is_and_the_server_enforces_the_end)
def test_with_the_middleware_it_is(site: Site, code: Block) -> None:
    log_in(site, code)
    for _ in range(3):
        site.wait(12 * 60)
        active = site.user()
    assert active is None


@proof("dse310_unrenewed_by_reads", case="an age of inactivity by its name", instead=None, engines=ALL_ENGINES)
def test_nor_is_it_for_the_age_of_the_settings(site: Site, code: Block) -> None:
    log_in(site, code)
    for _ in range(3):
        site.wait(12 * 60)
        active = site.user()
    assert active is None


@pytest.mark.parametrize("engine", ALL_ENGINES)
def test_saving_on_each_request_makes_it_activity(engine: str) -> None:
    """What message and page say of SESSION_SAVE_EVERY_REQUEST."""
    with new_site(engine, SESSION_SAVE_EVERY_REQUEST=True) as site:
        opening_pages_is_activity(site, block_of("dse310_unrenewed_by_reads", "Flagged"))
    with new_site(engine, SESSION_SAVE_EVERY_REQUEST=True) as site:
        opening_pages_is_activity(site, case_of("dse310_unrenewed_by_reads", "an age of inactivity by its name")[0])


ON_EACH_REQUEST = """
class IdleTimeoutMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.session.set_expiry(30 * 60)
        return self.get_response(request)
"""


@pytest.mark.parametrize("engine", ALL_ENGINES)
def test_set_expiry_on_each_request_makes_it_activity_too(engine: str) -> None:
    """The other advice of the message; what the page says of ``file`` and ``signed_cookies``."""
    advice_keeps(opening_pages_is_activity, engine, ON_EACH_REQUEST)
    with new_site(engine) as site:
        log_in(site, Block("advice", "on each request", ON_EACH_REQUEST))
        assert site.open().max_age == 30 * 60
        copied = site.cookie
        site.wait(31 * 60)
        assert site.replay(copied).user == (None if engine.split()[0] in EXPIRING_ENGINES else "ann")


@pytest.mark.parametrize("engine", ALL_ENGINES)
def test_a_server_error_renews_nothing(engine: str) -> None:
    with new_site(engine, SESSION_SAVE_EVERY_REQUEST=True) as site:
        site.visit(block_of("dse310_unrenewed_by_reads", "Flagged"), kwargs={"user": _ann()})
        site.wait(20 * 60)
        failing = site.visit(Block("advice", "error", "return HttpResponse(status=500)"))
        assert (failing.status, failing.cookie) == (500, None)
        site.wait(11 * 60)
        assert site.user() is None


def _ann() -> object:
    from django.contrib.auth.models import User

    return User.objects.get(username="ann")

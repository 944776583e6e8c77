"""A user who keeps changing the session is logged out at the fixed end all the same; seconds are renewed."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def log_in(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    if "Middleware" in code.text:
        site.install(code, "IdleTimeoutMiddleware")
        site.login("ann")
    else:
        site.visit(code, kwargs={"user": User.objects.get(username="ann")})


def activity_moves_the_end(site: Site, code: Block) -> None:
    """Requests that only read the session are activity as well, and the server refuses who was away."""
    log_in(site, code)
    for number in range(3):
        site.wait(20 * 60)
        site.remember(k=number)
        site.wait(20 * 60)
        assert site.user() == "ann"
    copied = site.cookie
    site.wait(31 * 60)
    assert site.user() is None
    assert site.replay(copied).user is None
    # The time begins with the login: no request has to come after it.
    second = site.other()
    site.login("ann", second)
    of_the_login = second.cookie
    site.wait(31 * 60)
    assert site.replay(of_the_login).user is None


@proof("dse213_fixed_idle_timeout", engines=ALL_ENGINES, promise=activity_moves_the_end)
def test_activity_does_not_move_the_end(site: Site, code: Block) -> None:
    log_in(site, code)
    site.wait(20 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None


SECONDS = "request.session.set_expiry(30 * 60)"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("every_request", [False, True])
def test_seconds_are_counted_from_the_last_save_which_reading_is_not(engine: str, every_request: bool) -> None:
    with site(engine, SESSION_SAVE_EVERY_REQUEST=every_request) as fresh:
        fresh.login("ann")
        fresh.visit(Block("advice", "seconds", SECONDS))
        fresh.wait(20 * 60)
        assert fresh.user() == "ann"
        fresh.wait(20 * 60)
        assert fresh.user() == ("ann" if every_request else None)
        fresh.wait(31 * 60)
        assert fresh.user() is None


ANEW = """
from datetime import timedelta

class Idle:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            request.session.set_expiry(timedelta(minutes=30))
        return response
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_middleware_sets_it_anew_with_each_request(engine: str) -> None:
    with site(engine) as fresh:
        fresh.install(Block("advice", "middleware", ANEW), "Idle")
        fresh.login("ann")
        for _ in range(3):
            fresh.wait(20 * 60)
            assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(31 * 60)
        assert fresh.user() is None
        if engine != "signed_cookies":
            assert fresh.replay(copied).user is None


def test_the_file_engine_enforces_no_number_of_seconds() -> None:
    with site("file") as fresh:
        fresh.login("ann")
        copied = fresh.visit(Block("advice", "seconds", SECONDS)).key
        fresh.wait(31 * 60)
        assert fresh.user() is None
        assert fresh.replay(copied).user == "ann"

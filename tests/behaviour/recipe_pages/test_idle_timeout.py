"""Idle timeout: reading keeps the user logged in, 15 minutes of nothing do not, also with a copied cookie."""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

MINUTE = 60
CODE = blocks_of("idle_timeout")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)
BOTH = pytest.mark.parametrize("way", ("settings", "middleware"))


def news(request: HttpRequest) -> None:
    """What a script of the page asks for now and then; it reads the session."""
    request.session.get("news")


def start(fresh: Site, way: str) -> None:
    """Set the recipe up, and log in."""
    if way == "settings":
        fresh.configure(CODE["project/settings.py"])
    else:
        fresh.install(CODE["project/middleware.py"], "IdleTimeoutMiddleware")
    fresh.login()


@EVERY_ENGINE
@BOTH
def test_reading_is_activity(way: str, engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, way)
        for _ in range(6):
            fresh.wait(13 * MINUTE)
            assert fresh.user() == "ann"


@EVERY_ENGINE
@BOTH
def test_fifteen_minutes_of_nothing_end_it(way: str, engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, way)
        assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(16 * MINUTE + 1)
        assert fresh.replay(copied).user is None
        assert fresh.user() is None
        assert fresh.user() is None
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_the_middleware_writes_once_a_minute(engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, "middleware")
        fresh.wait(30)
        assert fresh.open().cookie is None
        fresh.wait(31)
        assert fresh.open().cookie is not None


@EVERY_ENGINE
@BOTH
def test_the_time_begins_with_the_login_not_with_the_request_after_it(way: str, engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, way)
        of_the_login = fresh.cookie
        fresh.wait(16 * MINUTE)
        assert fresh.replay(of_the_login).user is None
        assert fresh.user() is None
        start(fresh, way)
        of_the_login = fresh.cookie
        for _ in range(2):
            fresh.wait(14 * MINUTE)
            assert fresh.user() == "ann"
        # The cookie of the login is a copy with the old time in it, where the cookie is the session.
        assert fresh.replay(of_the_login).user == (None if engine == "signed_cookies" else "ann")


@EVERY_ENGINE
def test_the_middleware_ends_a_session_from_before(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        fresh.install(CODE["project/middleware.py"], "IdleTimeoutMiddleware")
        assert fresh.user() is None


@EVERY_ENGINE
@BOTH
def test_a_page_that_polls_is_activity_only_for_the_settings(way: str, engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, way)
        for _ in range(14):
            fresh.wait(MINUTE)
            fresh.get(news, path="/notifications/")
        fresh.wait(2 * MINUTE)
        assert fresh.get(news, path="/notifications/").status == (200 if way == "settings" else 302)
        assert fresh.user() == ("ann" if way == "settings" else None)


@EVERY_ENGINE
def test_the_middleware_leaves_the_cart_of_an_anonymous_visitor_alone(engine: str) -> None:
    with site(engine) as fresh:
        fresh.install(CODE["project/middleware.py"], "IdleTimeoutMiddleware")
        fresh.remember(cart={"tea": 1})
        fresh.wait(60 * MINUTE)
        assert fresh.open().data == {"cart": {"tea": 1}}


@EVERY_ENGINE
def test_the_middleware_sends_the_user_to_the_login_page(engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, "middleware")
        fresh.open()
        key = fresh.cookie
        fresh.wait(16 * MINUTE)
        visit = fresh.open()
        assert (visit.status, visit.headers["Location"]) == (302, "/login/")
        # The session is ended, not only turned away.
        assert visit.cookie is not None and visit.cookie.deleted
        assert engine == "signed_cookies" or not fresh.exists(key)


@EVERY_ENGINE
def test_the_middleware_may_be_a_minute_early(engine: str) -> None:
    with site(engine) as fresh:
        start(fresh, "middleware")
        fresh.open()
        fresh.wait(55)
        assert fresh.user() == "ann"
        fresh.wait(14 * MINUTE + 10)
        assert fresh.user() is None

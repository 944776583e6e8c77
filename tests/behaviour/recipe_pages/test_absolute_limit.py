"""Absolute limit: twelve hours from the login, whatever the user does, also with a copied cookie."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import HttpRequest

from tests.behaviour.pages import Block
from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

HOUR = 3600
MINUTE = 60
CODE = blocks_of("absolute_limit")
LIMITS = CODE["accounts/limits.py"]
EIGHT_HOURS = replace(LIMITS, text=LIMITS.text.replace("= 12 * 60 * 60", "= 8 * 60 * 60"))
"""The limit with the length of which the page speaks beside an idle timeout."""
IDLE = blocks_of("idle_timeout")["project/middleware.py"]
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def write(request: HttpRequest) -> None:
    """Activity that renews the session."""
    request.session["page"] = request.session.get("page", 0) + 1


@EVERY_ENGINE
def test_activity_does_not_move_the_end(engine: str) -> None:
    with site(engine) as fresh:
        fresh.install(CODE["accounts/limits.py"], "AbsoluteLimitMiddleware")
        fresh.login()
        for _ in range(11):
            fresh.wait(HOUR)
            fresh.get(write)
            assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(HOUR + 2)
        visit = fresh.other(copied).open()
        assert (visit.status, visit.headers["Location"], visit.user) == (302, "/login/", None)
        assert visit.cookie is not None and visit.cookie.deleted
        assert engine == "signed_cookies" or not fresh.exists(copied)
        assert fresh.user() is None
        assert fresh.user() is None


@EVERY_ENGINE
def test_a_session_from_before_ends(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        fresh.install(CODE["accounts/limits.py"], "AbsoluteLimitMiddleware")
        assert fresh.user() is None


@EVERY_ENGINE
def test_a_login_begins_anew(engine: str) -> None:
    with site(engine) as fresh:
        fresh.install(CODE["accounts/limits.py"], "AbsoluteLimitMiddleware")
        fresh.login()
        fresh.wait(11 * HOUR)
        fresh.login()
        fresh.wait(11 * HOUR)
        assert fresh.user() == "ann"


@EVERY_ENGINE
def test_a_timedelta_does_it_but_for_signed_cookies(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        fresh.visit(Block("absolute_limit", "timedelta", "request.session.set_expiry(timedelta(hours=12))\n"))
        fresh.wait(11 * HOUR)
        fresh.get(write)
        copied = fresh.cookie
        fresh.wait(HOUR + 2)
        assert fresh.user() is None
        assert fresh.replay(copied).user == ("ann" if engine == "signed_cookies" else None)


def both_limits(fresh: Site, way: str) -> None:
    """Idle timeout and absolute limit as the page combines them, and a login."""
    if way == "settings":
        # The test client speaks plain HTTP.
        fresh.configure(CODE["project/settings.py"], SESSION_COOKIE_SECURE=False)
    if way == "idle first":
        fresh.install(IDLE, "IdleTimeoutMiddleware")
    fresh.install(EIGHT_HOURS, "AbsoluteLimitMiddleware")
    if way == "idle last":
        fresh.install(IDLE, "IdleTimeoutMiddleware")
    fresh.login()


BOTH_LIMITS = pytest.mark.parametrize("way", ("settings", "idle first", "idle last"))


@EVERY_ENGINE
@BOTH_LIMITS
def test_together_the_absolute_limit_ends_who_is_never_idle(way: str, engine: str) -> None:
    with site(engine) as fresh:
        both_limits(fresh, way)
        for _ in range(48):
            fresh.wait(10 * MINUTE - 1)
            assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(2 * MINUTE)
        assert fresh.replay(copied).user is None
        assert fresh.user() is None


@EVERY_ENGINE
@BOTH_LIMITS
def test_together_fifteen_minutes_of_nothing_end_it(way: str, engine: str) -> None:
    with site(engine) as fresh:
        both_limits(fresh, way)
        fresh.wait(13 * MINUTE)
        assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(16 * MINUTE + 1)
        assert fresh.replay(copied).user is None
        assert fresh.user() is None


def test_another_length_of_the_session_takes_the_place_of_the_idle_timeout() -> None:
    with site("db") as fresh:
        both_limits(fresh, "settings")
        fresh.visit(Block("absolute_limit", "timedelta", "request.session.set_expiry(timedelta(hours=8))\n"))
        fresh.wait(HOUR)
        assert fresh.user() == "ann"

"""Absolute limit: twelve hours from the login, whatever the user does, also with a copied cookie."""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from tests.behaviour.pages import Block
from tests.behaviour.proving import ENGINES
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

HOUR = 3600
CODE = blocks_of("absolute_limit")
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

"""A new secret key: who stays logged in while the old one is in the list, and when it is removed."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("secret_key")
AGE = 14 * 24 * 3600
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def deploy(fresh: Site, key: str, older: str = "") -> None:
    """Start the site anew with these keys. The test client speaks plain HTTP, so its cookie is not secure."""
    environ = {"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": older}
    fresh.configure(CODE["project/settings.py"], environ, SESSION_COOKIE_SECURE=False)


@EVERY_ENGINE
def test_who_has_come_back_stays_when_the_old_key_is_removed(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        fresh.remember(cart="tea")
        deploy(fresh, "new", "old")
        assert fresh.user() == "ann"
        deploy(fresh, "new")
        assert (fresh.open().user, fresh.open().data) == ("ann", {"cart": "tea"})


@EVERY_ENGINE
def test_who_has_not_come_back_is_logged_out_and_the_session_is_emptied(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        fresh.remember(cart="tea")
        deploy(fresh, "new", "old")
        deploy(fresh, "new")
        assert fresh.user() is None
        assert fresh.open().data == {}


@EVERY_ENGINE
def test_the_new_key_alone_logs_everybody_out(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        deploy(fresh, "new")
        assert fresh.user() is None


@EVERY_ENGINE
def test_after_two_weeks_nobody_is_left_whom_the_old_key_kept(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        copied = fresh.cookie
        deploy(fresh, "new", "old")
        fresh.wait(AGE + 5)
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_a_number_of_seconds_has_no_end_on_the_file_engine(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        fresh.get(lambda request: request.session.set_expiry(300))
        copied = fresh.cookie
        deploy(fresh, "new", "old")
        fresh.wait(AGE + 5)
        assert fresh.replay(copied).user == ("ann" if engine == "file" else None)


@EVERY_ENGINE
def test_whoever_sends_the_old_cookie_first_stays(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        thief = fresh.other(fresh.cookie)
        deploy(fresh, "new", "old")
        assert thief.user() == "ann"
        assert fresh.user() == ("ann" if engine == "signed_cookies" else None)
        assert thief.user() == "ann"


@EVERY_ENGINE
def test_a_copied_cookie_is_of_no_use_after_its_owner_has_come_back(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        copied = fresh.cookie
        deploy(fresh, "new", "old")
        assert fresh.user() == "ann"
        signed = engine == "signed_cookies"
        for _ in range(2):
            assert fresh.replay(copied).user == ("ann" if signed else None)
        deploy(fresh, "new")
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_carts_of_visitors_who_have_not_logged_in(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.remember(cart="tea")
        deploy(fresh, "new", "old")
        assert fresh.open().data == {"cart": "tea"}
        deploy(fresh, "new")
        assert fresh.open().data == ({"cart": "tea"} if engine in ("cache", "cached_db") else {})
        if engine == "cached_db":
            caches["default"].clear()
            assert fresh.open().data == {}


@EVERY_ENGINE
def test_a_cart_that_is_written_in_between_stays(engine: str) -> None:
    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.remember(cart="tea")
        deploy(fresh, "new", "old")
        fresh.remember(cart="coffee")
        deploy(fresh, "new")
        assert fresh.open().data == {"cart": "coffee"}


@EVERY_ENGINE
def test_a_page_that_does_not_read_the_user_renews_without_the_new_hash(engine: str) -> None:
    def write(request: HttpRequest) -> None:
        request.session["page"] = 1

    with site(engine) as fresh:
        deploy(fresh, "old")
        fresh.login()
        deploy(fresh, "new", "old")
        fresh.get(write)
        deploy(fresh, "new")
        assert fresh.user() is None

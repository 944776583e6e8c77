"""What docs/sessions_end.md answers in short, and its tables do not show."""

from __future__ import annotations

import email.message
from http.cookiejar import CookieJar
from urllib.request import Request

import pytest
from django.core.cache import cache
from django.http import HttpRequest

from tests.behaviour.pages import Block
from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.site import about, site

DAY = 24 * 60 * 60
TWO_WEEKS = 14 * DAY
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)
UNTIL_THE_BROWSER_CLOSES = Block("short answers", "0", "request.session.set_expiry(0)")


@EVERY_ENGINE
def test_each_request_moves_the_end_of_a_browser_length_session_on_the_server(engine: str) -> None:
    with site(engine, SESSION_SAVE_EVERY_REQUEST=True) as fresh:
        fresh.login()
        fresh.visit(UNTIL_THE_BROWSER_CLOSES)
        fresh.wait(10 * DAY)
        visit = fresh.open()
        assert visit.cookie is not None and visit.max_age is None
        if engine in ("db", "cache", "cached_db"):
            assert about(fresh.stored(), TWO_WEEKS)
        fresh.wait(10 * DAY)
        assert fresh.replay(fresh.cookie).user == "ann"


def test_what_the_cache_has_lost_comes_back_for_the_time_that_is_left() -> None:
    with site("cached_db") as fresh:
        fresh.login()
        fresh.wait(10 * DAY)
        cache.clear()
        assert fresh.user() == "ann"
        assert about(fresh.entry_left(fresh.cookie), 4 * DAY)
        fresh.wait(4 * DAY + 60)
        assert fresh.replay(fresh.cookie).user is None


def sent(to: str, *cookies: str) -> str:
    """The cookies as a browser sends them that got each of them by a header of its own: Python's ``http.cookiejar``."""
    jar = CookieJar()
    for each in cookies:
        header = email.message.Message()
        header["Set-Cookie"] = each

        class Response:
            def info(self, header: email.message.Message = header) -> email.message.Message:
                return header

        jar.extract_cookies(Response(), Request(f"https://www.example.org{to}"))  # type: ignore[arg-type]
    request = Request(f"https://www.example.org{to}")
    jar.add_cookie_header(request)
    return str(request.get_header("Cookie"))


def user_with(fresh: Site, cookies: str) -> str | None:
    """Who somebody is that sends this header."""
    seen = []

    def page(request: HttpRequest) -> None:
        seen.append(request.user.get_username() or None)

    fresh.other().get(page, HTTP_COOKIE=cookies)
    return seen[0]


@pytest.mark.parametrize("engine", ("db", "cache", "cached_db", "file"))
def test_a_longer_path_keeps_those_out_who_have_the_old_cookie(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        old = f"sessionid={fresh.cookie}; Path=/"
        fresh.get(lambda request: request.session.flush())
        fresh.configure(SESSION_COOKIE_PATH="/shop/")
        login = fresh.login()
        assert login.cookie is not None and login.cookie.path == "/shop/"
        new = f"sessionid={login.cookie.value}; Path=/shop/"
        assert user_with(fresh, sent("/shop/", new)) == "ann"
        assert user_with(fresh, sent("/shop/", old, new)) is None
        # Another name: the old cookie is sent as well, and nobody looks at it.
        fresh.configure(SESSION_COOKIE_NAME="shop_session")
        login = fresh.login()
        assert login.cookie is not None
        assert user_with(fresh, sent("/shop/", old, f"shop_session={login.cookie.value}; Path=/shop/")) == "ann"


@EVERY_ENGINE
def test_a_login_as_another_user_empties_the_session(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        fresh.remember(cart={"tea": 1})
        fresh.visit(UNTIL_THE_BROWSER_CLOSES)
        visit = fresh.login("bob")
        assert visit.max_age == TWO_WEEKS
        assert fresh.open().data == {} and fresh.user() == "bob"

"""An expiry of 0 leaves the user logged in; a negative one leaves the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.auth.models import User

from tests.behaviour.proving import ALL_ENGINES, POSTGRESQL, SERVER_ENGINES, Block, Site, logs_out, proof


@proof("dse304_expiry_as_logout", asynchronous=True, promise=logs_out())
def test_the_next_request_is_still_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse304_expiry_as_logout", engines=ALL_ENGINES, cured_on=SERVER_ENGINES, promise=logs_out())
def test_the_server_takes_the_cookie_for_days(site: Site, code: Block) -> None:
    """After ``set_expiry(0)`` a copy of the cookie is accepted for ``SESSION_COOKIE_AGE``, two weeks by default."""
    site.login("ann")
    cookie = site.cookie
    site.visit(code)
    site.wait(13 * 86400)
    assert site.replay(cookie).user == "ann"
    site.wait(2 * 86400)
    assert site.replay(cookie).user is None


@proof(
    "dse304_expiry_as_logout",
    case="no time at all",
    instead=None,
    engines=("db", "cached_db", "file", POSTGRESQL),
    promise=logs_out(),
)
def test_an_expiry_in_the_past_leaves_what_is_stored(site: Site, code: Block) -> None:
    """After an expiry in the past the session stays in the storage."""
    site.login("ann")
    key = site.cookie
    assert not site.visit(code).failed
    assert site.exists(key)


def visit_and_ask(site: Site, code: Block) -> str:
    """Who the user is for what comes after the code in the same request."""
    view = site.view(code, names={"redirect": lambda to: HttpResponse()})

    def page(request: HttpRequest) -> HttpResponse:
        view(request)
        return HttpResponse(request.user.get_username())

    return site.get(page).body


def nobody_is_left(site: Site, code: Block) -> None:
    site.login("ann")
    copied = site.cookie
    assert visit_and_ask(site, code) == ""
    assert not site.exists(copied) or site.engine == "signed_cookies"
    assert site.user() is None


@proof("dse304_expiry_as_logout", case="negative, in a view called logout", instead=None, promise=nobody_is_left)
def test_with_a_negative_number_the_user_stays_for_the_rest_of_the_request(site: Site, code: Block) -> None:
    site.login("ann")
    assert visit_and_ask(site, code) == "ann"
    assert site.user() is None


@proof(
    "dse304_expiry_as_logout",
    case="negative, in a view called logout",
    instead=None,
    engines=("db", "cached_db", "file", POSTGRESQL),
    promise=nobody_is_left,
)
def test_a_negative_number_leaves_what_is_stored(site: Site, code: Block) -> None:
    """After a negative number the session stays in the storage; its cookie is refused."""
    site.login("ann")
    key = site.cookie
    visit_and_ask(site, code)
    assert site.exists(key)
    assert site.replay(key).user is None


@proof(
    "dse304_expiry_as_logout",
    case="negative, in a view called logout",
    engines=("signed_cookies",),
    instead=None,
    fix=False,
)
def test_a_negative_number_leaves_a_copy_of_a_signed_cookie_valid(site: Site, code: Block) -> None:
    """After a negative number a copy of the cookie is still logged in."""
    site.login("ann")
    copied = site.cookie
    visit_and_ask(site, code)
    assert site.user() is None
    assert site.replay(copied).user == "ann"


@contextmanager
def logouts() -> Iterator[list[str]]:
    """The names in the signal ``user_logged_out`` that is sent meanwhile."""
    names: list[str] = []

    def note(user: User, **_: object) -> None:
        names.append(user.get_username())

    user_logged_out.connect(note)
    yield names
    user_logged_out.disconnect(note)


def the_signal_is_sent(site: Site, code: Block) -> None:
    with logouts() as names:
        logs_out()(site, code)
    assert names == ["ann"]


@proof("dse304_expiry_as_logout", case="now", instead=None, promise=the_signal_is_sent)
def test_with_a_moment_that_has_passed_no_signal_is_sent(site: Site, code: Block) -> None:
    site.login("ann")
    with logouts() as names:
        assert not site.visit(code).failed
    assert names == []
    assert site.user() is None


@proof("dse304_expiry_as_logout", instead=None, fix=False)
def test_flush_alone_leaves_request_user_and_sends_no_signal(site: Site, code: Block) -> None:
    assert site.visit(code).cookie is not None
    site.login("ann")
    text = "user = str(request.user)\nrequest.session.flush()\nreturn HttpResponse(request.user.get_username())"
    with logouts() as names:
        assert site.visit(Block(code.stem, code.origin, text)).body == "ann"
    assert names == []
    assert site.user() is None

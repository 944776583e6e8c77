"""A user who only opens pages is logged out; one whose every request sets the expiry is not."""

from __future__ import annotations

import pytest

from tests.behaviour.pages import block_of, case_of
from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof
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
        visit = site.open()
        assert (visit.user, visit.max_age) == ("ann", 30 * 60)
    site.wait(31 * 60)
    assert site.user() is None


@proof("dse310_unrenewed_by_reads", engines=ALL_ENGINES, promise=opening_pages_is_activity)
def test_opening_pages_is_no_activity(site: Site, code: Block) -> None:
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

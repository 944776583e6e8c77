"""
A timedelta ends at a fixed moment: activity that saves the session does not move it, while it renews a number of
seconds.
"""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def a_later_write_renews_it(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).max_age == 60 * 60
    site.wait(50 * 60)
    site.remember(k=1)
    site.wait(50 * 60)
    assert site.user() == "ann"
    site.wait(11 * 60)
    assert site.user() is None


@proof("dse208_absolute_expiry", engines=ALL_ENGINES, promise=a_later_write_renews_it)
def test_a_later_write_does_not_renew_it(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    site.wait(50 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None


def each_request_renews_it(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    for _ in range(3):
        site.wait(50 * 60)
        assert site.user() == "ann"
    site.wait(61 * 60)
    assert site.user() is None


@proof(
    "dse208_absolute_expiry",
    engines=ALL_ENGINES,
    settings={"SESSION_SAVE_EVERY_REQUEST": True},
    promise=each_request_renews_it,
)
def test_nor_does_a_save_of_every_request(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    site.wait(50 * 60)
    assert site.user() == "ann"
    site.wait(20 * 60)
    assert site.user() is None


@proof("dse208_absolute_expiry", engines=ALL_ENGINES, case="an aware datetime", promise=a_later_write_renews_it)
def test_a_datetime_is_not_moved_either(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    site.wait(50 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None


MIDDLEWARE = """
from datetime import timedelta

class Sliding:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.session.set_expiry(timedelta(hours=1))
        return self.get_response(request)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_timedelta_that_each_request_sets_anew_slides(engine: str) -> None:
    with site(engine) as fresh:
        fresh.install(Block("advice", "middleware", MIDDLEWARE), "Sliding")
        fresh.login("ann")
        for _ in range(3):
            fresh.wait(50 * 60)
            assert fresh.user() == "ann"
        copied = fresh.cookie
        fresh.wait(61 * 60)
        assert fresh.user() is None
        if engine != "signed_cookies":
            assert fresh.replay(copied).user is None

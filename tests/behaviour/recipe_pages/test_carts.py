"""Carts: each product is saved and renews the session; login and leaving keep the cart, another user loses it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

DAY = 86400
CODE = blocks_of("carts")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def add(fresh: Site, product: str) -> Visit:
    """Put a product into the cart."""
    visit = fresh.visit(CODE["shop/views.py"], "add_to_cart", data={"product": product})
    assert visit.status == 302
    return visit


@EVERY_ENGINE
def test_each_product_is_there_and_renews(engine: str) -> None:
    with site(engine) as fresh:
        add(fresh, "tea")
        fresh.wait(10 * DAY)
        assert add(fresh, "7").max_age == 14 * DAY
        fresh.wait(10 * DAY)
        add(fresh, "tea")
        assert fresh.open().data == {"cart": {"tea": 2, "7": 1}}


@EVERY_ENGINE
def test_looking_at_it_renews_nothing(engine: str) -> None:
    with site(engine) as fresh:
        add(fresh, "tea")
        for _ in range(2):
            fresh.wait(6 * DAY)
            assert fresh.open().data == {"cart": {"tea": 1}}
        fresh.wait(3 * DAY)
        assert fresh.open().data == {}


@EVERY_ENGINE
def test_login_and_leaving_keep_it(engine: str) -> None:
    with site(engine) as fresh:
        add(fresh, "tea")
        fresh.login()
        assert (fresh.open().user, fresh.open().data) == ("ann", {"cart": {"tea": 1}})
        copied = fresh.cookie
        fresh.visit(CODE["shop/views.py"], "leave", data={})
        assert (fresh.open().user, fresh.open().data) == (None, {"cart": {"tea": 1}})
        if engine != "signed_cookies":
            assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_another_user_does_not_get_it(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        add(fresh, "tea")
        fresh.login("bob")
        assert (fresh.open().user, fresh.open().data) == ("bob", {})


@EVERY_ENGINE
def test_of_two_requests_at_the_same_moment_the_later_one_wins(engine: str) -> None:
    with site(engine) as fresh:
        add(fresh, "tea")
        view = fresh.view(CODE["shop/views.py"], "add_to_cart")

        def slow(request: HttpRequest) -> None:
            cart = request.session["cart"]
            fresh.other(fresh.cookie).get(view, data={"product": "milk"})
            request.session["cart"] = {**cart, "sugar": 1}

        fresh.get(slow)
        assert fresh.open().data == {"cart": {"tea": 1, "sugar": 1}}

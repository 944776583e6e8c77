"""Async views: the twins since 5.1, a thread in every version; nothing fails for a visitor who comes back."""

from __future__ import annotations

import django
import pytest

from tests.behaviour.proving import ENGINES
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("async_views")
FILES = [
    pytest.param(
        "shop/views.py", marks=pytest.mark.skipif(django.VERSION < (5, 1), reason="the async methods are new in 5.1")
    ),
    "shop/in_a_thread.py",
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("file", FILES)
def test_a_returning_visitor(file: str, engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        for _ in range(2):
            visit = fresh.visit(CODE[file], "add_to_cart", data={"product": "tea"})
            assert visit.status == 302 and not visit.warnings
        assert (fresh.open().user, fresh.open().data) == ("ann", {"cart": {"tea": 2}})
        visit = fresh.visit(CODE[file], "leave")
        assert visit.status == 302 and not visit.warnings
        assert visit.cookie is not None and visit.cookie.deleted
        assert (fresh.open().user, fresh.open().data) == (None, {})


@pytest.mark.skipif(django.VERSION < (5, 1), reason="the async methods are new in 5.1")
@pytest.mark.parametrize("engine", ENGINES)
def test_its_length(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        cookie = fresh.visit(CODE["shop/views.py"], "forget_soon").cookie
        assert cookie is not None and cookie.value and cookie.max_age is None

"""What is left of a fixed end becomes a length of its own, which every save renews."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ALL_ENGINES, EXPIRING_ENGINES, Block, Site, about, proof
from tests.behaviour.proving.site import site


def fixed_end(request: HttpRequest) -> None:
    request.session.set_expiry(timedelta(seconds=300))


def a_length(request: HttpRequest) -> None:
    request.session.set_expiry(300)


def a_fixed_end_stays_and_a_length_is_renewed(site: Site, code: Block) -> None:
    site.get(fixed_end)
    site.wait(100)
    assert about(site.visit(code).max_age, 200)
    site.wait(50)
    assert about(site.remember(k=1).max_age, 150)
    site.get(a_length)
    site.wait(200)
    site.visit(code)
    site.wait(200)
    assert site.open().data == {"k": 1}


@proof("dse214_renewed_from_age", engines=ALL_ENGINES, promise=a_fixed_end_stays_and_a_length_is_renewed)
def test_a_fixed_end_is_renewed_by_the_next_write(site: Site, code: Block) -> None:
    site.get(fixed_end)
    site.wait(100)
    site.visit(code)
    site.wait(50)
    assert about(site.remember(k=1).max_age, 200)


@proof("dse214_renewed_from_age", engines=ALL_ENGINES, instead=None)
def test_a_number_is_only_saved(site: Site, code: Block) -> None:
    site.get(a_length)
    site.wait(100)
    assert site.visit(code).max_age == 300
    site.wait(100)
    assert site.remember(k=1).max_age == 300


@proof("dse214_renewed_from_age", engines=ALL_ENGINES, promise=a_fixed_end_stays_and_a_length_is_renewed)
def test_the_session_can_be_prolonged_without_limit(site: Site, code: Block) -> None:
    site.get(fixed_end)
    site.remember(first=True)
    site.wait(10)
    site.visit(code)
    for number in range(10):
        site.wait(200)
        site.remember(k=number)
    assert site.open().data == {"first": True, "k": 9}


STORE = """
from importlib import import_module
from django.conf import settings

store = import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
store.load()
store.save()
"""


@pytest.mark.parametrize("engine", EXPIRING_ENGINES)
def test_save_alone_renews_a_length_of_a_store_and_keeps_a_fixed_end(engine: str) -> None:
    for expiry, left in ((a_length, 300), (fixed_end, 100)):
        with site(engine) as fresh:
            fresh.get(expiry)
            fresh.wait(200)
            fresh.run(Block("advice", "store", STORE), key=fresh.cookie)
            assert about(fresh.stored(), left)

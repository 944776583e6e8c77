"""What is left of a fixed end becomes a length of its own, which every save renews."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from tests.behaviour.proving import ALL_ENGINES, Block, Site, about, proof


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

"""What is left of a fixed end becomes a length of its own, which every save renews."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from tests.behaviour.proving import ALL_ENGINES, Block, Site, about, proof


def fixed_end(request: HttpRequest) -> None:
    request.session.set_expiry(timedelta(seconds=300))


@proof("dse214_renewed_from_age", engines=ALL_ENGINES)
def test_a_fixed_end_is_renewed_by_the_next_write(site: Site, code: Block) -> None:
    site.get(fixed_end)
    site.wait(100)
    site.visit(code)
    site.wait(50)
    assert about(site.remember(k=1).max_age, 200)

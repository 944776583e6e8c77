"""Without a session before it AuthenticationMiddleware (or MessageMiddleware) fails on every page."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from tests.behaviour.proving import Block, Site, proof


def page(request: HttpRequest) -> None:
    """A page that asks for nothing."""


@proof("dse509_session_middleware_order")
def test_every_page_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)


@proof("dse509_session_middleware_order", case="no session middleware", instead=None)
def test_without_any(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)


@proof("dse509_session_middleware_order", case="messages first, in a tuple", instead=None)
def test_messages_need_it_too(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)

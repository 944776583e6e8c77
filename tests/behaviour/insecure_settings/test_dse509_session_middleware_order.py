"""Without a session before it AuthenticationMiddleware (or MessageMiddleware) fails on every page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from tests.behaviour.proving import Block, Site, proof


def page(request: HttpRequest) -> None:
    """A page that asks for nothing."""


def users_are_known(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"


@proof("dse509_session_middleware_order", promise=users_are_known)
def test_every_page_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)


@proof("dse509_session_middleware_order", case="no session middleware", instead=None, promise=users_are_known)
def test_without_any(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)


def messages_are_shown(site: Site, code: Block) -> None:
    site.configure(code, MESSAGE_STORAGE="django.contrib.messages.storage.session.SessionStorage")
    site.get(lambda request: messages.info(request, "saved"))
    assert site.get(lambda request: HttpResponse(*messages.get_messages(request))).body == "saved"


@proof("dse509_session_middleware_order", case="messages first, in a tuple", instead=None, promise=messages_are_shown)
def test_messages_need_it_too(site: Site, code: Block) -> None:
    site.configure(code)
    assert isinstance(site.get(page).error, ImproperlyConfigured)

"""What is deleted has no expiry: the call could as well not be there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, lasts, logs_out, proof


@contextmanager
def lengths_set() -> Iterator[list[object]]:
    """What any session is told meanwhile, by ``set_expiry`` or its twin."""
    told: list[object] = []

    def listening(method: Any) -> Any:
        def listens(session: object, value: object) -> object:
            told.append(value)
            return method(session, value)

        return listens

    with ExitStack() as undo:
        for name in ("set_expiry", "aset_expiry"):
            if method := getattr(SessionBase, name, None):
                undo.enter_context(mock.patch.object(SessionBase, name, listening(method)))
        yield told


def sets_nothing_and_logs_out(site: Site, code: Block) -> None:
    with lengths_set() as told:
        logs_out()(site, code)
    assert told == []


@proof("dse301_discarded_expiry", asynchronous=True, promise=sets_nothing_and_logs_out)
def test_an_expiry_is_set_and_nothing_is_left_of_it(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    with lengths_set() as told:
        visit = site.visit(code)
    assert told == [0]
    assert visit.cookie is not None and visit.cookie.deleted
    assert not site.exists(key) or site.engine == "signed_cookies"


@proof("dse301_discarded_expiry", same=True, asynchronous=True)
def test_logout_deletes_session_and_cookie(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is not None and visit.cookie.deleted
    assert site.user() is None


@proof("dse301_discarded_expiry", case="before clear", instead=None, same=True)
def test_clear_brings_the_global_age_back(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    visit = site.visit(code)
    assert visit.max_age == 1209600


@proof("dse301_discarded_expiry", case="a receiver of user_logged_out by decorator", instead=None, same=True)
def test_a_receiver_runs_before_the_session_is_deleted(site: Site, code: Block) -> None:
    site.run(code)
    site.login("ann")

    def page(request: HttpRequest) -> None:
        from django.contrib.auth import logout

        logout(request)

    visit = site.get(page)
    assert not visit.failed
    assert visit.cookie is not None and visit.cookie.deleted


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_key_and_a_new_hash_keep_the_expiry(engine: str) -> None:
    hashed = "from django.contrib.auth import update_session_auth_hash\nupdate_session_auth_hash(request, request.user)"
    for call in ("request.session.cycle_key()", hashed):
        advice_keeps(lasts(600), engine, f"request.session.set_expiry(600)\n{call}")


@proof(
    "dse301_discarded_expiry",
    case="before flush, in a logout function",
    instead=None,
    promise=sets_nothing_and_logs_out,
)
def test_so_it_is_before_flush(site: Site, code: Block) -> None:
    site.login("ann")
    with lengths_set() as told:
        visit = site.visit(code)
    assert told
    assert visit.cookie is not None and visit.cookie.deleted

"""A session that was deleted is begun anew, with a cookie of its own."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, SERVER_ENGINES, Block, Site, advice_keeps, logs_out, proof


@proof("dse317_expiry_after_logout", asynchronous=True, promise=logs_out())
def test_a_new_cookie_is_sent(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is not None and not visit.cookie.deleted
    assert site.user() is None


@proof("dse317_expiry_after_logout", engines=SERVER_ENGINES, promise=logs_out())
def test_a_new_session_is_stored(site: Site, code: Block) -> None:
    """The response stores a new session and sends its cookie."""
    site.login("ann")
    old = site.cookie
    visit = site.visit(code)
    assert not site.exists(old)
    assert visit.cookie is not None and site.exists(visit.cookie.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_none_writes_nothing_and_a_return_before_it_helps(engine: str) -> None:
    logout = "from django.contrib.auth import logout\nlogout(request)"
    advice_keeps(logs_out(), engine, f"{logout}\nrequest.session.set_expiry(None)")
    advice_keeps(logs_out(), engine, f"{logout}\nreturn HttpResponse()\nrequest.session.set_expiry(0)")


@proof("dse317_expiry_after_logout", instead=None, fix=False)
def test_so_it_is_after_flush(site: Site, code: Block) -> None:
    site.login("ann")
    flushed = Block(code.stem, code.origin, "request.session.flush()\nrequest.session.set_expiry(0)")
    for block in (code, flushed):
        visit = site.visit(block)
        assert visit.cookie is not None and visit.cookie.value
        assert site.open().cookie is None

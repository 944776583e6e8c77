"""A session that was deleted is begun anew, with a cookie of its own."""

from __future__ import annotations

from tests.behaviour.proving import SERVER_ENGINES, Block, Site, logs_out, proof


@proof("dse317_expiry_after_logout", asynchronous=True, promise=logs_out())
def test_a_new_cookie_is_sent(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is not None and not visit.cookie.deleted
    assert site.user() is None


@proof("dse317_expiry_after_logout", engines=SERVER_ENGINES, promise=logs_out())
def test_a_new_session_is_stored(site: Site, code: Block) -> None:
    site.login("ann")
    old = site.cookie
    visit = site.visit(code)
    assert not site.exists(old)
    assert visit.cookie is not None and site.exists(visit.cookie.value)

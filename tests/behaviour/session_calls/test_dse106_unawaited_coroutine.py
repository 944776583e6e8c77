"""A coroutine that nobody awaits does nothing: no expiry, no logout, and a condition that is always true."""

from __future__ import annotations

from django.http import HttpRequest

from tests.behaviour.proving import Block, Site, lasts, logs_out, proof


@proof("dse106_unawaited_coroutine", since=(5, 1), promise=lasts(300))
def test_no_expiry_is_set(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert any("was never awaited" in warning for warning in visit.warnings)


@proof("dse106_unawaited_coroutine", block=1, instead=1, since=(5, 1), promise=logs_out())
def test_the_user_stays_logged_in_after_aflush(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


def only_short_sessions_are_shortened(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).cookie is None

    def until_the_browser_closes(request: HttpRequest) -> None:
        request.session.set_expiry(0)

    site.get(until_the_browser_closes)
    assert site.visit(code).max_age == 300


@proof("dse106_unawaited_coroutine", block=2, instead=2, since=(5, 1), promise=only_short_sessions_are_shortened)
def test_a_coroutine_is_always_true(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == 300


@proof("dse106_unawaited_coroutine", block=3, instead=3, since=(5, 0), promise=logs_out())
def test_the_user_stays_logged_in_after_alogout(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse106_unawaited_coroutine", before=(5, 1), instead=None, fix=False)
def test_older_sessions_have_no_such_method(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "aset_expiry")


@proof("dse106_unawaited_coroutine", case="a Django without the method, sync", before=(5, 1), promise=lasts(300))
def test_the_sync_method_is_there_in_older_versions(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "aset_expiry")

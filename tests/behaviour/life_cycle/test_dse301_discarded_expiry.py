"""What is deleted has no expiry: the call could as well not be there."""

from __future__ import annotations

from django.http import HttpRequest

from tests.behaviour.proving import Block, Site, proof


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

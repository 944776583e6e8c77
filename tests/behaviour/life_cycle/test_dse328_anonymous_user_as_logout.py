"""The session still knows who it is: the next request is logged in."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, logs_out, proof


@proof("dse328_anonymous_user_as_logout", asynchronous=True, promise=logs_out())
def test_the_next_request_is_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse328_anonymous_user_as_logout", case="in a view called logout", instead=None, promise=logs_out())
def test_the_next_request_is_logged_in_whatever_the_view_is_called(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"

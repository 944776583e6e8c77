"""A request has none of the session's methods: a call raises AttributeError, an assignment does nothing."""

from __future__ import annotations

from django.http import HttpRequest

from flake8_session_expiry.reference.session_api import METHODS
from tests.behaviour.proving import Block, Site, lasts, proof


@proof("dse102_called_on_request", promise=lasts(300))
def test_a_request_has_no_set_expiry(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "set_expiry")


@proof("dse102_called_on_request", asynchronous=True, promise=lasts(300))
def test_nor_has_that_of_a_returning_visitor(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(AttributeError, "view", "set_expiry")


@proof("dse102_called_on_request", block=1, instead=1, promise=lasts(300))
def test_an_assignment_sets_no_expiry(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None


@proof("dse102_called_on_request", instead=None, fix=False)
def test_nor_any_other_method_of_a_session(site: Site, code: Block) -> None:
    assert not [name for name in METHODS if hasattr(HttpRequest, name)]
    for name in ("cycle_key", "get_expiry_age", "test_cookie_worked", "aset_expiry"):
        called = Block(code.stem, code.origin, f"request.{name}()")
        assert site.visit(called).raised(AttributeError, "view", name), name

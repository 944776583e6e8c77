"""The middleware before the session middleware fails on the way in, and what it writes on the way out is lost."""

from __future__ import annotations

import sys
from types import ModuleType
from unittest.mock import patch

from django.http import HttpRequest

from tests.behaviour.pages import Block, blocks_of
from tests.behaviour.proving import ALL_ENGINES, Site, proof

LATE = """
class VisitsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        request.session["visits"] = 1
        return response
"""


def page(request: HttpRequest) -> None:
    """A page that leaves the session alone."""


def installed(site: Site, code: Block, middleware: str) -> None:
    """Start the site with the settings of ``code``, and ``middleware`` as the module that they name."""
    module = ModuleType("shop.middleware")
    exec(middleware, module.__dict__)
    with patch.dict(sys.modules, {"shop": ModuleType("shop"), "shop.middleware": module}):
        site.configure(code)
        site.get(page)


def the_session_is_changed(site: Site, code: Block) -> None:
    (middleware,) = blocks_of("dse514_middleware_before_session", "What Django does")
    installed(site, code, middleware.text)
    assert site.store(site.cookie)["visits"] == 1


@proof("dse514_middleware_before_session", promise=the_session_is_changed)
def test_there_is_no_session_on_the_way_in(site: Site, code: Block) -> None:
    (middleware,) = blocks_of("dse514_middleware_before_session", "What Django does")
    installed(site, code, middleware.text)
    assert isinstance(site.visits[-1].error, AttributeError)


def a_change_on_the_way_out_is_stored(site: Site, code: Block) -> None:
    installed(site, code, LATE)
    assert site.store(site.cookie)["visits"] == 1


@proof("dse514_middleware_before_session", engines=ALL_ENGINES, promise=a_change_on_the_way_out_is_stored)
def test_a_change_on_the_way_out_is_lost(site: Site, code: Block) -> None:
    installed(site, code, LATE)
    assert not site.visits[-1].failed
    assert site.visits[-1].cookie is None

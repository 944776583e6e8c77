"""A store that is made once is one object for everybody: shared, without a cookie, never stored and never ended."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site

DAYS = 24 * 60 * 60


def each_visitor_has_a_theme_of_his_own(site: Site, code: Block) -> None:
    view = site.view(code, "theme")
    assert site.get(view, query={"theme": "dark"}).cookie is not None
    assert site.other().get(view).body == "plain"
    assert site.get(view).body == "dark"


@proof("dse116_shared_session_store", promise=each_visitor_has_a_theme_of_his_own)
def test_what_one_visitor_stores_every_other_one_reads(site: Site, code: Block) -> None:
    view = site.view(code, "theme")
    assert site.get(view, query={"theme": "dark"}).body == "dark"
    assert site.other().get(view).body == "dark"


@proof("dse116_shared_session_store", promise=each_visitor_has_a_theme_of_his_own)
def test_no_cookie_is_sent_and_nothing_is_stored(site: Site, code: Block) -> None:
    view = site.view(code, "theme")
    assert site.get(view, query={"theme": "dark"}).cookie is None
    assert site.cookie is None
    assert site.rows() == 0


@proof("dse116_shared_session_store", promise=each_visitor_has_a_theme_of_his_own)
def test_it_never_ends(site: Site, code: Block) -> None:
    view = site.view(code, "theme")
    site.get(view, query={"theme": "dark"})
    site.wait(40 * DAYS)
    assert site.get(view).body == "dark"


SHARED = """
from importlib import import_module
from django.conf import settings

store = import_module(settings.SESSION_ENGINE).SessionStore()

def view(request):
    if "set" in request.GET:
        store.set_expiry(60)
        store["seen"] = True
    if "end" in request.GET:
        store.flush()
    return HttpResponse(str(store.get("seen")))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_no_expiry_ends_it_and_flush_empties_it_for_everybody(engine: str) -> None:
    with site(engine) as fresh:
        view = fresh.view(Block("dse116_shared_session_store", "expiry", SHARED))
        fresh.get(view, query={"set": "1"})
        fresh.wait(2 * DAYS)
        assert fresh.get(view).body == "True"
        fresh.other().get(view, query={"end": "1"})
        assert fresh.get(view).body == "None"

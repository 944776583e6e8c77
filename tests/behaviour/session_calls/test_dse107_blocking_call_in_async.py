"""Sync session calls in an async view: which of them fail, with which engine, and for whom."""

from __future__ import annotations

from django.core.cache import cache
from django.core.exceptions import SynchronousOnlyOperation

from tests.behaviour.proving import ALL_ENGINES, ENGINES, REDIS, ROW_ENGINES, Block, Site, logs_out, proof

ALWAYS = ("cycle_key", "save", "create", "clear_expired")
RETURNING = ("flush", "delete")


def calling(code: Block, call: str) -> Block:
    """An async view of its own that makes one call of a session."""
    return Block(code.stem, code.origin, f"async def view(request):\n    request.session.{call}")


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, since=(5, 1), promise=logs_out())
def test_flush_fails_for_a_returning_visitor(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, before=(5, 1), instead=None, fix=False)
def test_it_does_in_older_versions_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, instead=None, fix=False)
def test_a_first_visit_does_not_show_it(site: Site, code: Block) -> None:
    assert not site.visit(code).failed


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, instead=None, fix=False)
def test_so_do_the_other_methods_that_write(site: Site, code: Block) -> None:
    for method in ALWAYS:
        first = site.visit(calling(code, f"{method}()"), browser=site.other())
        assert first.raised(SynchronousOnlyOperation, "view"), method
    for method in (*ALWAYS, *RETURNING):
        site.login("ann")
        assert site.visit(calling(code, f"{method}()")).raised(SynchronousOnlyOperation, "view"), method


@proof("dse107_blocking_call_in_async", engines=("cache", "file", "signed_cookies", REDIS), instead=None, fix=False)
def test_the_methods_only_block(site: Site, code: Block) -> None:
    for method in (*ALWAYS, "flush"):
        site.login("ann")
        assert not site.visit(calling(code, f"{method}()")).failed, method


@proof("dse107_blocking_call_in_async", engines=ENGINES, block=1, instead=1, since=(5, 0), promise=logs_out())
def test_logout_reads_the_user_with_any_engine(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ENGINES, block=1, before=(5, 0), instead=None, fix=False)
def test_logout_reads_the_user_in_older_versions_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


def lasts_five_minutes(site: Site, code: Block) -> None:
    site.login("ann")
    cache.clear()
    assert site.visit(code, "view").max_age == 300
    assert site.user() == "ann"


@proof(
    "dse107_blocking_call_in_async",
    case="set_expiry and items where the engine is known",
    engines=ROW_ENGINES,
    since=(5, 1),
    options={"engine": "db"},
    promise=lasts_five_minutes,
)
def test_an_expiry_must_load_the_session(site: Site, code: Block) -> None:
    site.login("ann")
    cache.clear()
    assert site.visit(code, "view").raised(SynchronousOnlyOperation, "view")


def is_stored(site: Site, code: Block) -> None:
    site.login("ann")
    cache.clear()
    site.visit(code, "other")
    assert site.open().data == {"key": 1}


@proof(
    "dse107_blocking_call_in_async",
    case="set_expiry and items where the engine is known",
    engines=ROW_ENGINES,
    since=(5, 1),
    options={"engine": "db"},
    promise=is_stored,
)
def test_an_item_must_load_the_session(site: Site, code: Block) -> None:
    site.login("ann")
    cache.clear()
    assert site.visit(code, "other").raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, since=(5, 1), instead=None, fix=False)
def test_a_loaded_session_takes_both(site: Site, code: Block) -> None:
    site.login("ann")
    for call in ("set_expiry(300)", '__setitem__("key", 1)'):
        loaded = f"async def view(request):\n    await request.session.aget('a')\n    request.session.{call}"
        assert not site.visit(Block(code.stem, code.origin, loaded)).failed

"""Sync session calls in an async view: which of them fail, with which engine, and for whom."""

from __future__ import annotations

import django
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SynchronousOnlyOperation

from tests.behaviour.proving import (
    ALL_ENGINES,
    ENGINES,
    REDIS,
    ROW_ENGINES,
    Block,
    Site,
    advice_keeps,
    lasts,
    logs_out,
    proof,
)

ALWAYS = ("cycle_key", "save", "create", "clear_expired", "exists")
RETURNING = ("flush", "delete")


def called(method: str) -> str:
    """``exists`` alone needs an argument."""
    return 'exists("abc")' if method == "exists" else f"{method}()"


def calling(code: Block, call: str) -> Block:
    """An async view of its own that makes one call of a session."""
    return Block(code.stem, code.origin, f"async def view(request):\n    request.session.{call}")


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, since=(5, 1), promise=logs_out())
def test_flush_fails_for_a_returning_visitor(site: Site, code: Block) -> None:
    """``flush()`` fails for a visitor who has a session."""
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, before=(5, 1), instead=None, fix=False)
def test_it_does_in_older_versions_too(site: Site, code: Block) -> None:
    """So it does before Django 5.1, where there is no ``aflush()``."""
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, instead=None, fix=False)
def test_a_first_visit_does_not_show_it(site: Site, code: Block) -> None:
    assert not site.visit(code).failed


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, instead=None, fix=False)
def test_so_do_the_other_methods_that_write(site: Site, code: Block) -> None:
    """``cycle_key()``, ``save()``, ``create()``, ``clear_expired()`` and ``delete()`` fail."""
    for method in ALWAYS:
        first = site.visit(calling(code, called(method)), browser=site.other())
        assert first.raised(SynchronousOnlyOperation, "view"), method
    for method in (*ALWAYS, *RETURNING):
        site.login("ann")
        assert site.visit(calling(code, called(method))).raised(SynchronousOnlyOperation, "view"), method


@proof("dse107_blocking_call_in_async", engines=("cache", "file", "signed_cookies", REDIS), instead=None, fix=False)
def test_the_methods_only_block(site: Site, code: Block) -> None:
    """All of these methods work, and block the event loop meanwhile."""
    for method in (*ALWAYS, "flush"):
        site.login("ann")
        assert not site.visit(calling(code, called(method))).failed, method


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
    """``set_expiry()`` fails where nothing has loaded the session before."""
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
    """Writing an item fails where nothing has loaded the session before."""
    site.login("ann")
    cache.clear()
    assert site.visit(code, "other").raised(SynchronousOnlyOperation, "view")


def shows_the_name(site: Site, code: Block) -> None:
    site.remember(name="ann")
    cache.clear()
    assert site.visit(code).body == "ann"


@proof("dse107_blocking_call_in_async", case="a read", engines=ROW_ENGINES, since=(5, 1), promise=shows_the_name)
def test_a_read_must_load_the_session(site: Site, code: Block) -> None:
    """Reading an item fails where nothing has loaded the session before."""
    site.remember(name="ann")
    cache.clear()
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


LOOKS = (
    "get('a')", "pop('a', None)", "setdefault('a', 1)", "update({'a': 1})", "has_key('a')", "keys()", "values()",
    "items()", "__contains__('a')", "__getitem__('name')", "__delitem__('name')", "set_test_cookie()",
    "test_cookie_worked()", "get_expiry_age()", "get_expiry_date()", "get_expire_at_browser_close()",
    "set_expiry(300)",
)  # fmt: skip
ASKS_NOTHING = ("session_key", "is_empty()", "get_session_cookie_age()", "__setattr__('modified', True)", "clear()")


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, instead=None, fix=False)
def test_every_look_into_the_session_loads_it(site: Site, code: Block) -> None:
    """
    ``in``, ``get()``, ``keys()`` and the like fail there; ``session_key``, ``is_empty()``, ``modified`` and
    ``clear()`` do not.
    """
    for call in LOOKS:
        site.remember(name="ann")
        cache.clear()
        assert site.visit(calling(code, call)).raised(SynchronousOnlyOperation, "view"), call
    for call in ASKS_NOTHING:
        site.remember(name="ann")
        cache.clear()
        assert not site.visit(calling(code, call)).failed, call


IN_HELPER = """
def theme_of(request):
    return request.session.get("theme", "plain")

async def view(request):
    return HttpResponse(theme_of(request))
"""


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, instead=None, fix=False)
def test_a_sync_function_that_it_calls_loads_it_too(site: Site, code: Block) -> None:
    """A sync helper that is called there, and uses the session, fails as well."""
    site.remember()
    cache.clear()
    helper = Block(code.stem, code.origin, IN_HELPER)
    assert site.visit(helper).raised(SynchronousOnlyOperation, "view")


READS_USER = """
class Staff:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.staff = request.user.is_staff
        return self.get_response(request)
"""


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, instead=None, fix=False)
def test_a_middleware_that_reads_the_user_has_loaded_the_session(site: Site, code: Block) -> None:
    site.install(Block(code.stem, code.origin, READS_USER), "Staff")
    for call in LOOKS:
        site.login("ann")
        site.remember(name="ann")
        cache.clear() if site.engine == "cached_db" else None
        assert not site.visit(calling(code, call)).failed, call


@proof("dse107_blocking_call_in_async", engines=ROW_ENGINES, instead=None, fix=False)
def test_flush_and_logout_fail_all_the_same(site: Site, code: Block) -> None:
    """``flush()`` and ``logout()`` fail even where a middleware has read ``request.user``."""
    site.install(Block(code.stem, code.origin, READS_USER), "Staff")
    logging_out = "from django.contrib.auth import logout\n\nasync def view(request):\n    logout(request)"
    for leaving in (calling(code, "flush()"), Block(code.stem, code.origin, logging_out)):
        site.login("ann")
        assert site.visit(leaving).raised(SynchronousOnlyOperation, "view")


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, since=(5, 1), instead=None, fix=False)
def test_LoginRequiredMiddleware_has_loaded_the_session(site: Site, code: Block) -> None:
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    site.configure(MIDDLEWARE=[*settings.MIDDLEWARE, required])
    site.login("ann")
    cache.clear() if site.engine == "cached_db" else None
    assert not site.visit(calling(code, "set_expiry(300)")).failed


@proof(
    "dse107_blocking_call_in_async",
    engines=("cache", "file", "signed_cookies", REDIS),
    block=1,
    instead=None,
    fix=False,
)
def test_logout_works_there_where_the_user_was_read(site: Site, code: Block) -> None:
    """``logout()`` works where a middleware has read ``request.user``."""
    site.install(Block(code.stem, code.origin, READS_USER), "Staff")
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() is None


@proof("dse107_blocking_call_in_async", engines=ALL_ENGINES, since=(5, 1), instead=None, fix=False)
def test_a_loaded_session_takes_both(site: Site, code: Block) -> None:
    site.login("ann")
    for call in ("set_expiry(300)", '__setitem__("key", 1)'):
        loaded = f"async def view(request):\n    await request.session.aget('a')\n    request.session.{call}"
        assert not site.visit(Block(code.stem, code.origin, loaded)).failed


def awaited(call: str) -> str:
    """``await request.session.aget('a')`` for ``get('a')``."""
    twin = call.replace("__contains__", "has_key").replace("__getitem__", "get").replace("__delitem__", "pop")
    return f"await request.session.a{twin}"


@pytest.mark.skipif(django.VERSION < (5, 1), reason="sessions have no a methods before Django 5.1")
@pytest.mark.parametrize("engine", ROW_ENGINES)
def test_none_of_the_twins_fails(engine: str) -> None:
    def is_answered(site: Site, code: Block) -> None:
        for call in (*LOOKS, *(called(method) for method in (*ALWAYS, *RETURNING))):
            site.login("ann")
            site.remember(name="ann")
            cache.clear()
            text = code.text.format(call=awaited(call))
            assert not site.visit(Block(code.stem, code.origin, text)).failed, call

    advice_keeps(is_answered, engine, "async def view(request):\n    {call}")


@pytest.mark.skipif(django.VERSION < (5, 1), reason="sessions have no a methods before Django 5.1")
@pytest.mark.parametrize("engine", ENGINES)
def test_aget_gives_none_where_the_key_is_missing(engine: str) -> None:
    def says_none(site: Site, code: Block) -> None:
        site.remember()
        assert site.visit(code).body == "None"

    asked = "async def view(request):\n    return HttpResponse(str(await request.session.aget('name')))"
    advice_keeps(says_none, engine, asked)


IN_THREAD = """
from asgiref.sync import sync_to_async
from django.contrib.auth import logout

def theme_of(request):
    return request.session.get("theme", "plain")

async def view(request):
    return HttpResponse(await sync_to_async({call})({arguments}))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_sync_to_async_takes_the_sync_ones_in_every_version(engine: str) -> None:
    def shows_the_theme(site: Site, code: Block) -> None:
        site.remember(theme="dark")
        cache.clear() if site.engine == "cached_db" else None
        assert site.visit(code).body == "dark"

    advice_keeps(shows_the_theme, engine, IN_THREAD.format(call="theme_of", arguments="request"))
    advice_keeps(shows_the_theme, engine, IN_THREAD.format(call="request.session.get", arguments="'theme'"))
    advice_keeps(logs_out(), engine, IN_THREAD.format(call="request.session.flush", arguments=""))
    advice_keeps(logs_out(), engine, IN_THREAD.format(call="logout", arguments="request"))
    advice_keeps(lasts(300), engine, IN_THREAD.format(call="request.session.set_expiry", arguments="300"))

"""What session_key is in a view, and what becomes of the rows and texts that are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
import pytest
from django.db import IntegrityError, connections, models

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, project, proof
from tests.behaviour.proving.site import site


@contextmanager
def carts(*, null: bool = True) -> Iterator[Any]:
    """A model with a column for the key, and its table."""
    meta = type("Meta", (), {"app_label": "contenttypes"})
    column = models.CharField(max_length=4000, null=null)
    made: Any = type("Cart", (models.Model,), {"session_key": column, "Meta": meta, "__module__": __name__})
    connection = connections[project.database]
    with connection.schema_editor() as editor:
        editor.create_model(made)
    try:
        yield made
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(made)
        del made._meta.apps.all_models["contenttypes"]["cart"]


def view_with(site: Site, code: Block, model: Any) -> Any:
    """The view of a page, with our model in the place of the one that it imports."""
    text = code.text.replace("from cart.models import Cart\n", "")
    return site.view(Block(code.stem, code.origin, text), names={"Cart": model})


def each_visitor_has_a_cart_of_his_own(site: Site, code: Block) -> None:
    with carts() as model:
        view = view_with(site, code, model)
        first = site.get(view).body
        assert site.other().get(view).body != first
        assert site.get(view).body == first


@proof(
    "dse117_unsaved_session_key",
    engines=ENGINES,
    cured_on=("db", "cache", "cached_db", "file"),
    promise=each_visitor_has_a_cart_of_his_own,
)
def test_new_visitors_share_one_row(site: Site, code: Block) -> None:
    """Three new visitors get the same row."""
    with carts() as model:
        view = view_with(site, code, model)
        assert len({site.other().get(view).body for _ in range(3)}) == 1


@proof("dse117_unsaved_session_key", instead=None, fix=False)
def test_a_column_that_refuses_null_is_an_integrity_error(site: Site, code: Block) -> None:
    with carts(null=False) as model:
        visit = site.get(view_with(site, code, model))
        assert visit.raised(IntegrityError, "view")


KEY = """
def view(request):
    {before}
    return HttpResponse(str(request.session.session_key))
"""
LOGIN = "from django.contrib.auth import login; login(request, user, 'django.contrib.auth.backends.ModelBackend')"


def key_after(fresh: Site, before: str, **how: Any) -> str:
    """What session_key is in a view that does this first."""
    return fresh.visit(Block("dse117_unsaved_session_key", "key", KEY.format(before=before)), **how).body


@pytest.mark.parametrize("engine", ENGINES)
def test_a_write_gives_no_key_before_the_response(engine: str) -> None:
    with site(engine, SESSION_SAVE_EVERY_REQUEST=True) as fresh:
        for before in ("pass", "request.session['seen'] = True", "request.session.set_expiry(300)"):
            assert key_after(fresh, before, browser=fresh.other()) == "None", before
        assert key_after(fresh, "request.session.save()", browser=fresh.other()) != "None"
        made = key_after(fresh, "request.session.create()", browser=fresh.other())
        assert (made == "None") == (engine == "signed_cookies")


ON_SERVER = [engine for engine in ENGINES if engine != "signed_cookies"]


@pytest.mark.parametrize("engine", ON_SERVER)
def test_login_changes_the_key_but_for_the_same_user(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember()
        before = fresh.cookie
        assert (first := key_after(fresh, LOGIN)) not in {before, "None"}
        assert key_after(fresh, LOGIN) == first  # the same user once more
        fresh.login("bob")
        assert key_after(fresh, LOGIN) == "None"


@pytest.mark.parametrize("engine", ON_SERVER)
def test_the_key_of_a_dead_cookie_is_no_session(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember()
        dead = fresh.cookie
        assert dead is not None
        fresh.store(dead).delete()
        asked = "if not request.session.session_key: request.session.create()"
        assert key_after(fresh, asked, browser=fresh.other(dead)) == dead
        looked = "if not request.session.exists(request.session.session_key): request.session.create()"
        assert key_after(fresh, looked, browser=fresh.other(dead)) not in {dead, "None"}


AWAITED = """
async def view(request):
    if not {exists}(request.session.session_key):
        {create}()
    return HttpResponse(str(request.session.session_key))
"""


def names_the_visitor(site: Site, code: Block) -> None:
    first = site.visit(code).body
    assert first != "None"
    assert site.visit(code).body == first
    assert site.visit(code, browser=site.other()).body not in (first, "None")


@pytest.mark.skipif(django.VERSION < (5, 1), reason="sessions have no a methods before Django 5.1")
@pytest.mark.parametrize("engine", ON_SERVER)
def test_the_awaited_twins_name_the_visitor(engine: str) -> None:
    twins = AWAITED.format(exists="await request.session.aexists", create="await request.session.acreate")
    advice_keeps(names_the_visitor, engine, twins)


@pytest.mark.parametrize("engine", ON_SERVER)
def test_sync_to_async_names_the_visitor_in_every_version(engine: str) -> None:
    calls = {name: f"await sync_to_async(request.session.{name})" for name in ("exists", "create")}
    text = "from asgiref.sync import sync_to_async\n" + AWAITED.format(**calls)
    advice_keeps(names_the_visitor, engine, text)


OWN_ID = """
import uuid

def view(request):
    return HttpResponse(request.session.setdefault("cart_id", str(uuid.uuid4())))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_an_id_of_your_own_names_the_visitor_with_any_engine(engine: str) -> None:
    advice_keeps(names_the_visitor, engine, OWN_ID)


def test_with_signed_cookies_the_key_is_another_one_at_each_write() -> None:
    with site("signed_cookies") as fresh:
        fresh.remember(step=1)
        first = key_after(fresh, "pass")
        fresh.wait(2)
        fresh.remember(step=1)
        assert key_after(fresh, "pass") != first


@pytest.mark.parametrize("engine", ON_SERVER)
def test_new_visitors_share_a_text_an_entry_of_the_cache_and_the_rows_without_a_key(engine: str) -> None:
    kept = {
        "Cart.objects.get_or_create(session_key=f'cart-{key}')[0].pk",
        "cache.get_or_set(f'cart:{key}', request.GET['who'])",
        "sorted(Cart.objects.filter(session_key=key).values_list('pk', flat=True))",
    }
    for expression in kept:
        with site(engine) as fresh, carts() as model:
            model.objects.create(session_key=None)
            imported = "from django.core.cache import cache\nkey = request.session.session_key"
            text = f"{imported}\nreturn HttpResponse(str({expression}))"
            code = Block("dse117_unsaved_session_key", "kept", text)
            bodies = [
                fresh.visit(code, names={"Cart": model}, browser=fresh.other(), query={"who": who}).body
                for who in ("first", "second")
            ]
            assert bodies[0] == bodies[1] not in ("", "[]"), expression


@pytest.mark.parametrize("engine", ON_SERVER)
def test_the_key_from_before_login_finds_what_was_kept(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember()
        before = fresh.cookie
        text = f"key = request.session.session_key\n{LOGIN}\nreturn HttpResponse(key)"
        assert fresh.visit(Block("dse117_unsaved_session_key", "before", text)).body == before

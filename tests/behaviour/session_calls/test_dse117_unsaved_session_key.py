"""What session_key is in a view, and what becomes of the rows and texts that are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connections, models

from tests.behaviour.proving import ENGINES, Block, Site, project, proof
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
def test_login_changes_the_key(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember()
        before = fresh.cookie
        assert key_after(fresh, LOGIN) not in {before, "None"}
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

"""The next request finds the cart as it was."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, proof
from tests.behaviour.proving.site import site


def is_saved(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    site.visit(code)
    assert site.open().data == {"cart": {"milk": 1, "tea": 2}}
    new = site.other()
    site.visit(code, browser=new)
    assert new.open().data == {"cart": {"tea": 2}}


@proof("dse308_unsaved_nested_change", promise=is_saved)
def test_the_change_is_lost(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.open().data == {"cart": {"milk": 1}}


@proof("dse308_unsaved_nested_change", case="in async code", instead=None, since=(5, 1), promise=is_saved)
def test_nor_is_it_saved_for_a_returning_visitor_in_async_code(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.open().data == {"cart": {"milk": 1}}


def the_default_is_saved(site: Site, code: Block) -> None:
    for seen in ([1], [1, 1]):
        site.visit(code)
        assert site.open().data == {"seen": seen}


@proof("dse308_unsaved_nested_change", case="a default is lost as well", instead=None, promise=the_default_is_saved)
def test_a_default_is_lost_as_well(site: Site, code: Block) -> None:
    site.remember(cart={})
    assert not site.visit(code).failed
    assert site.open().data == {"cart": {}}


def is_removed(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    site.visit(code, kwargs={"id": "milk"}, names={"render": lambda *arguments: None})
    assert site.open().data == {"cart": {}}


@proof("dse308_unsaved_nested_change", case="through a local name", instead=None, promise=is_removed)
def test_through_a_local_name(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    site.visit(code, kwargs={"id": "milk"}, names={"render": lambda *arguments: None})
    assert site.open().data == {"cart": {"milk": 1}}


def each_item_is_saved(site: Site, code: Block) -> None:
    for cart in (["tea"], ["tea", "milk"]):
        site.visit(code, kwargs={"item": cart[-1]})
        assert site.open().data == {"cart": cart}


@proof(
    "dse308_unsaved_nested_change",
    case="setdefault marks only where the key is missing",
    instead=None,
    promise=each_item_is_saved,
)
def test_setdefault_saves_the_first_item_only(site: Site, code: Block) -> None:
    site.visit(code, kwargs={"item": "tea"})
    assert not site.visit(code, kwargs={"item": "milk"}).failed
    assert site.open().data == {"cart": ["tea"]}


@proof("dse308_unsaved_nested_change", case="a mark would make an error of it", instead=None, fix=False)
def test_what_cannot_be_saved_is_lost_without_an_error(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    assert not site.visit(code, names={"redirect": lambda name: None}).failed
    assert site.open().data == {"cart": {"milk": 1}}


def the_item_is_gone(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    site.visit(code, kwargs={"key": "milk"})
    assert site.open().data == {"cart": {}}


@proof("dse308_unsaved_nested_change", case="pop of a key that may be missing", instead=None, promise=the_item_is_gone)
def test_pop_of_a_missing_key_marks_nothing(site: Site, code: Block) -> None:
    site.remember(cart={"milk": 1})
    assert not site.visit(code, kwargs={"key": "milk"}).failed
    assert site.open().data == {"cart": {"milk": 1}}
    site.remember(coupon="tea")
    site.visit(code, kwargs={"key": "milk"})
    assert site.open().data == {"cart": {}}


CHANGE = "request.session['cart']['tea'] = 2"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_else_marks_the_session_saves_the_change_too(engine: str) -> None:
    def is_kept(site: Site, code: Block) -> None:
        site.remember(cart={"milk": 1}, n=1)
        site.visit(code)
        assert site.open().data["cart"] == {"milk": 1, "tea": 2}

    login = "from django.contrib.auth import login; login(request, user, 'django.contrib.auth.backends.ModelBackend')"
    marks = ("request.session['n'] += 1", "request.session.set_expiry(300)", login)
    for mark in marks:
        advice_keeps(is_kept, engine, f"{CHANGE}\n{mark}")
    advice_keeps(is_kept, engine, CHANGE, SESSION_SAVE_EVERY_REQUEST=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_json_can_hold_is_saved_and_comes_back(engine: str) -> None:
    values = {
        "timezone.now().isoformat()": str,
        "timezone.now().timestamp()": float,
        "str(Decimal('9.99'))": str,
        "user.pk": int,
    }
    for value, kind in values.items():
        with site(engine) as fresh:
            fresh.remember(cart={})
            text = (
                "from decimal import Decimal\nfrom django.utils import timezone\n"
                f"request.session['cart']['it'] = {value}\nrequest.session.modified = True"
            )
            assert not fresh.visit(Block("advice", "value", text)).failed
            assert isinstance(fresh.open().data["cart"]["it"], kind), value

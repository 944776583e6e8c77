"""The next request finds the cart as it was."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


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

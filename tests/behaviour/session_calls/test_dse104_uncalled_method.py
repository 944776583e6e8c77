"""A method without its parentheses: nothing happens, it is always true, it cannot be compared, shown or turned into JSON."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse104_uncalled_method")
def test_the_user_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse104_uncalled_method", since=(5, 1), asynchronous=True)
def test_the_user_stays_logged_in_in_an_async_view(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse104_uncalled_method", block=1, instead=1)
def test_a_method_is_always_true(site: Site, code: Block) -> None:
    site.visit(code)
    assert site.open().data == {"short": True}


@proof("dse104_uncalled_method", block=2, instead=2)
def test_a_method_cannot_be_turned_into_json(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "not JSON serializable")


@proof("dse104_uncalled_method", case="a comparison")
def test_a_method_is_not_less_than_a_number(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "'<' not supported")


@proof("dse104_uncalled_method", case="a key looked for in keys", instead=None, fix=False)
def test_a_method_holds_nothing(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "method")


@proof("dse104_uncalled_method", case="an f-string")
def test_the_text_of_the_method_is_shown(site: Site, code: Block) -> None:
    assert "bound method" in site.visit(code).body

"""JSON has texts as keys: a number is not found any more in the next request, a tuple is refused."""

from __future__ import annotations

from tests.behaviour.proving import JSON_ENGINES, LOADING_JSON_ENGINES, Block, Site, proof


def counts(site: Site, code: Block) -> None:
    site.login("ann")
    for number in (1, 2, 3):
        assert not site.visit(code).failed
        assert site.open().data["5"] == number


@proof("dse325_non_string_session_key", engines=LOADING_JSON_ENGINES, asynchronous=True, promise=counts)
def test_the_counter_stays_at_1(site: Site, code: Block) -> None:
    site.login("ann")
    for _ in range(3):
        assert not site.visit(code).failed
    found: list[object] = []
    site.get(lambda request: found.append(dict(request.session.items())))
    assert isinstance(found[0], dict)
    assert found[0]["5"] == 1


def the_cart_counts(site: Site, code: Block) -> None:
    for number in (1, 2, 3):
        assert not site.visit(code, kwargs={"product_id": 7}).failed
        assert site.open().data["cart"] == {"7": number}


@proof(
    "dse325_non_string_session_key",
    case="a cart that stays at 1",
    instead=None,
    engines=LOADING_JSON_ENGINES,
    promise=the_cart_counts,
)
def test_the_cart_stays_at_1(site: Site, code: Block) -> None:
    for _ in range(3):
        assert not site.visit(code, kwargs={"product_id": 7}).failed
    assert site.open().data["cart"] == {"7": 1}


@proof(
    "dse325_non_string_session_key",
    case="a tuple one level down",
    instead=None,
    fix=False,
    engines=JSON_ENGINES,
)
def test_saving_a_tuple_as_a_key_fails(site: Site, code: Block) -> None:
    visit = site.visit(code, kwargs={"color": "red", "size": 3})
    assert visit.raised(TypeError, "saving", "keys must be str")

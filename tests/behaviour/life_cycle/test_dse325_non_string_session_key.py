"""JSON has texts as keys: a number is not found any more in the next request, a tuple is refused."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.behaviour.proving import ENGINES, JSON_ENGINES, LOADING_JSON_ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def counts(site: Site, code: Block) -> None:
    site.login("ann")
    for number in (1, 2, 3):
        assert not site.visit(code).failed
        assert site.open().data["5"] == number


@proof("dse325_non_string_session_key", engines=LOADING_JSON_ENGINES, asynchronous=True, promise=counts)
def test_the_counter_stays_at_1(site: Site, code: Block) -> None:
    """A counter under a number as its key is 1 in each request."""
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
    """A cart that counts by ``cart[product.id]`` stays at 1."""
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
    """Saving a session with a tuple as a key fails."""
    visit = site.visit(code, kwargs={"color": "red", "size": 3})
    assert visit.raised(TypeError, "saving", "keys must be str")


COUNT = "request.session[{key}] = request.session.get({key}, 0) + 1"
LOOK = "return HttpResponse(f'{{{key} in request.session}} {{[k for k in request.session.keys()]}}')"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("key", "text"), [("5", "5"), ("None", "null"), ("True", "true"), ("1.5", "1.5")])
def test_the_next_request_has_a_text_and_finds_nothing(engine: str, key: str, text: str) -> None:
    with site(engine) as fresh:
        fresh.visit(Block("dse325_non_string_session_key", "count", COUNT.format(key=key)))
        look = Block("dse325_non_string_session_key", "look", LOOK.format(key=key))
        kept = engine in ("cache", "cached_db")
        assert fresh.visit(look).body.startswith("True") == kept
        if engine == "cached_db":
            cache.clear()
        if engine != "cache":
            assert fresh.visit(look).body == f"False {[text]}"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", ["(1, 2)", 'b"tea"'])
def test_a_tuple_and_bytes_are_kept_by_a_cache_only(engine: str, key: str) -> None:
    with site(engine) as fresh:
        visit = fresh.visit(Block("dse325_non_string_session_key", "count", COUNT.format(key=key)))
        if engine == "cache":
            assert not visit.failed
            look = Block("dse325_non_string_session_key", "look", LOOK.format(key=key))
            assert fresh.visit(look).body.startswith("True")
        else:
            assert visit.raised(TypeError, "saving", "keys must be str")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", ["str(5)", "'null'", "'true'"])
def test_a_text_is_found_again(engine: str, key: str) -> None:
    with site(engine) as fresh:
        for number in (1, 2, 3):
            assert not fresh.visit(Block("advice", "count", COUNT.format(key=key))).failed
            if engine == "cached_db":
                cache.clear()
            assert list(fresh.open().data.values()) == [number]

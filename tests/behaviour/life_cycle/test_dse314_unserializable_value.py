"""JSON cannot hold a datetime: the middleware fails when it saves; a cache pickles it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.apps import apps
from django.utils import timezone

from tests.behaviour.proving import CACHE_ENGINES, JSON_ENGINES, Block, Site, proof


def the_moment_comes_back(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    kept = site.open().data["last_activity"]
    assert isinstance(kept, str)
    assert abs(timezone.now() - datetime.datetime.fromisoformat(kept)) < datetime.timedelta(minutes=1)


@proof("dse314_unserializable_value", engines=JSON_ENGINES, asynchronous=True, promise=the_moment_comes_back)
def test_saving_a_datetime_fails(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.raised(TypeError, "saving", "Object of type datetime is not JSON serializable")


@proof("dse314_unserializable_value", engines=CACHE_ENGINES, promise=the_moment_comes_back)
def test_a_cache_holds_it(site: Site, code: Block) -> None:
    assert not site.visit(code).failed
    assert isinstance(site.store(site.cookie)["last_activity"], datetime.datetime)


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="a timedelta",
    instead=None,
    fix=False,
)
def test_saving_a_timedelta_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "timedelta is not JSON serializable")


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="a Decimal by setdefault",
    instead=None,
    fix=False,
)
def test_saving_a_decimal_fails(site: Site, code: Block) -> None:
    assert site.visit(code, names={"Decimal": Decimal}).raised(TypeError, "saving", "Decimal is not JSON serializable")


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="the user",
    instead=None,
    fix=False,
)
def test_saving_a_model_instance_fails(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving", "is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a UUID", instead=None, fix=False)
def test_saving_a_uuid_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "UUID is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="lazy texts", instead=None, fix=False)
def test_saving_a_lazy_text_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "__proxy__ is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="an exception", instead=None, fix=False)
def test_saving_an_exception_fails(site: Site, code: Block) -> None:
    assert site.visit(code, names={"work": lambda: int("x")}).raised(TypeError, "saving", "is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a query set by its name", instead=None, fix=False)
def test_saving_a_query_set_fails(site: Site, code: Block) -> None:
    visit = site.visit(code, names={"Item": apps.get_model("auth", "Group")})
    assert visit.raised(TypeError, "saving", "QuerySet is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a dict filled step by step", instead=None, fix=False)
def test_saving_a_dict_with_a_decimal_in_it_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "Decimal is not JSON serializable")


@proof("dse314_unserializable_value", case="iterators, views and a range", instead=None, fix=False)
def test_saving_an_iterator_fails_on_every_engine(site: Site, code: Block) -> None:
    site.remember(cart={})
    assert site.visit(code, kwargs={"found": []}).failed


def the_cart_is_saved(site: Site, code: Block) -> None:
    site.remember(cart={})
    site.visit(code)
    assert isinstance(site.open().data["cart"]["seen"], str)


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="one level down, and marked",
    instead=None,
    promise=the_cart_is_saved,
)
def test_saving_a_cart_with_a_datetime_in_it_fails(site: Site, code: Block) -> None:
    site.remember(cart={})
    assert site.visit(code).raised(TypeError, "saving", "datetime is not JSON serializable")

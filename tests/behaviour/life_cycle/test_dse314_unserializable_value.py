"""JSON cannot hold a datetime: the middleware fails when it saves; a cache pickles it."""

from __future__ import annotations

import datetime
from decimal import Decimal

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

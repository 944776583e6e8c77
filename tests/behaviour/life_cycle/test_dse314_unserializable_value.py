"""JSON cannot hold a datetime: the middleware fails when it saves; a cache pickles it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from tests.behaviour.proving import CACHE_ENGINES, ENGINES, JSON_ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site


def the_moment_comes_back(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    kept = site.open().data["last_activity"]
    assert isinstance(kept, str)
    assert abs(timezone.now() - datetime.datetime.fromisoformat(kept)) < datetime.timedelta(minutes=1)


@proof("dse314_unserializable_value", engines=JSON_ENGINES, asynchronous=True, promise=the_moment_comes_back)
def test_saving_a_datetime_fails(site: Site, code: Block) -> None:
    """Saving a session with a datetime fails."""
    site.login("ann")
    visit = site.visit(code)
    assert visit.raised(TypeError, "saving", "Object of type datetime is not JSON serializable")


@proof("dse314_unserializable_value", engines=CACHE_ENGINES, promise=the_moment_comes_back)
def test_a_cache_holds_it(site: Site, code: Block) -> None:
    """A session with a datetime is saved, and the next request reads it."""
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
    """Saving a session with a timedelta fails."""
    assert site.visit(code).raised(TypeError, "saving", "timedelta is not JSON serializable")


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="a Decimal by setdefault",
    instead=None,
    fix=False,
)
def test_saving_a_decimal_fails(site: Site, code: Block) -> None:
    """Saving a session with a ``Decimal`` fails."""
    assert site.visit(code, names={"Decimal": Decimal}).raised(TypeError, "saving", "Decimal is not JSON serializable")


@proof(
    "dse314_unserializable_value",
    engines=JSON_ENGINES,
    case="the user",
    instead=None,
    fix=False,
)
def test_saving_a_model_instance_fails(site: Site, code: Block) -> None:
    """Saving a session with an instance of a model fails."""
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving", "is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a UUID", instead=None, fix=False)
def test_saving_a_uuid_fails(site: Site, code: Block) -> None:
    """Saving a session with a ``UUID`` fails."""
    assert site.visit(code).raised(TypeError, "saving", "UUID is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="lazy texts", instead=None, fix=False)
def test_saving_a_lazy_text_fails(site: Site, code: Block) -> None:
    """Saving a session with a lazy translation fails."""
    assert site.visit(code).raised(TypeError, "saving", "__proxy__ is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="an exception", instead=None, fix=False)
def test_saving_an_exception_fails(site: Site, code: Block) -> None:
    """Saving a session with an exception fails."""
    assert site.visit(code, names={"work": lambda: int("x")}).raised(TypeError, "saving", "is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a query set by its name", instead=None, fix=False)
def test_saving_a_query_set_fails(site: Site, code: Block) -> None:
    """Saving a session with a query set fails."""
    visit = site.visit(code, names={"Item": apps.get_model("auth", "Group")})
    assert visit.raised(TypeError, "saving", "QuerySet is not JSON serializable")


@proof("dse314_unserializable_value", engines=JSON_ENGINES, case="a dict filled step by step", instead=None, fix=False)
def test_saving_a_dict_with_a_decimal_in_it_fails(site: Site, code: Block) -> None:
    """Saving a session with a dict that has a ``Decimal`` in it fails."""
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
    """Saving a session with a list that has a datetime in it fails."""
    site.remember(cart={})
    assert site.visit(code).raised(TypeError, "saving", "datetime is not JSON serializable")


VALUES = """
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from django import forms
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

form = type("Form", (forms.Form,), {{"age": forms.IntegerField()}})({{"age": "5"}})
form.is_valid()
names = {{"a": 1}}
value = {value}
request.session["it"] = value
"""
KINDS = [
    ("date(2030, 1, 2)", "value.isoformat()", "2030-01-02"),
    ("timedelta(hours=1)", "value.total_seconds()", 3600.0),
    ("Decimal('9.99')", "str(value)", "9.99"),
    ("{1}", "list(value)", [1]),
    ("User.objects.get(username='ann')", "User.objects.get(pk=value.pk).username", "ann"),
    ("UUID(int=5)", "str(value)", "00000000-0000-0000-0000-000000000005"),
    ("b'tea'", "value.decode()", "tea"),
    ("gettext_lazy('tea')", "str(value)", "tea"),
    ("User.objects.filter(username='ann')", "len([user.pk for user in value])", 1),
    ("HttpResponse('tea')", "value.content.decode()", "tea"),
    ("form", "value.cleaned_data", {"age": 5}),
    ("SimpleUploadedFile('tea.txt', b'tea')", "value.name", "tea.txt"),
    ("ValueError('tea')", "str(value)", "tea"),
    ("names.keys()", "list(value)", ["a"]),
    ("(number for number in (1, 2))", "list(value)", [1, 2]),
    ("range(2)", "list(value)", [0, 1]),
    ("len", "value('tea')", 3),
]
"""A value, what the message advises to store, and what the next request finds."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("value", "advised", "found"), KINDS, ids=[advised for _, advised, _ in KINDS])
def test_it_fails_and_what_is_advised_comes_back(engine: str, value: str, advised: str, found: object) -> None:
    with site(engine) as fresh:
        if engine != "cache":
            failing = fresh.visit(Block("advice", "value", VALUES.format(value=value)))
            assert failing.raised(TypeError, "saving", "is not JSON serializable")
        text = VALUES.format(value=value).replace("= value\n", f"= {advised}\n")
        assert not fresh.visit(Block("advice", "value", text)).failed
        assert fresh.open().data == {"it": found}

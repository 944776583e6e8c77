"""What JSON cannot hold of an expression, and what it can."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.serialization import holds_everything, is_json_known, is_refused_key, refused
from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen

IMPORTS = (
    "import datetime, decimal, uuid\nfrom django.utils import timezone\nfrom shop.models import Item\n"
    "from shop.forms import Formed, ItemFormSet, OrderForm\n"
)


class _Found(Listener):
    """Asks of each argument of ``check(...)``."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.kinds: list[str] = []
        self.keys: list[bool] = []

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "check":
            self.kinds += [found.what.kind for found in refused(self.model, node.args[0].value)]
            self.keys.append(is_refused_key(self.model, node.args[0].value))


def asked(code: str) -> _Found:
    """Of what stands in ``check(...)`` in a function."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    return listen(_Found, f"{IMPORTS}def view(request, x):\n{body}\n")


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("{'a': timezone.now(), 'b': [uuid.uuid4()]}", ["a datetime", "a UUID"]),
        ("{**x, 'a': (decimal.Decimal(1),)}", ["a Decimal"]),
        ("[x for x in Item.objects.all()]", ["a model instance"]),
        ("{x.pk: x for x in Item.objects.all()}", ["a model instance"]),
        ("{x.pk: x.name for x in Item.objects.all()}", []),
        ("[*Item.objects.all()]", ["a model instance"]),
        ("dict(a=datetime.date.today())", ["a date"]),
        ("dict({'a': datetime.timedelta(1)})", ["a timedelta"]),
        ("dict(x)", []),
        ("sorted({1, 2})", []),
        ("list({uuid.uuid4()})", ["a UUID"]),
        ("tuple([uuid.uuid4()])", ["a UUID"]),
        ("sorted([uuid.uuid4()])", ["a UUID"]),
        ("list(reversed([uuid.uuid4()]))", ["a UUID"]),
        ("list(set([uuid.uuid4()]))", ["a UUID"]),
        ("list(other([uuid.uuid4()]))", []),
        ("list()", []),
        ("{1, 2} if x else None", ["a set"]),
        ("x or Item.objects.first()", ["a model instance"]),
        ("Item.objects.none() and x", []),
        ("list(set(Item.objects.all()))", ["a model instance"]),
        ("list(reversed([uuid.uuid4()]))", ["a UUID"]),
        ("list(map(str, [uuid.uuid4()]))", []),
        ("OrderForm()", ["a form"]),
        ("ItemFormSet()", ["a form"]),
        ("Formed()", []),
        ("x + 1", []),
        ("x + [uuid.uuid4()]", ["a UUID"]),
        ("lambda: 1", ["a function"]),
        ("{'a': 1, 2: None, 'c': [True, 1.5, 'x']}", []),
    ],
)
def test_what_is_refused(code: str, kinds: list[str]) -> None:
    assert asked(f"check({code})").kinds == kinds


def test_names_are_followed_as_long_as_they_are_what_they_were() -> None:
    assert asked("found = [timezone.now()]\ncheck(found)").kinds == ["a datetime"]
    assert asked("found = [timezone.now()]\nfound[0] = 1\ncheck(found)").kinds == []
    assert asked("found = [timezone.now()]\nfit(found)\ncheck(found)").kinds == []
    assert asked("found = [timezone.now()]\nprint(found)\ncheck(list(found))").kinds == ["a datetime"]
    assert asked("found = x\ncheck(found)").kinds == []


def test_keys() -> None:
    assert asked("check((1, 2))").keys == [True]
    assert asked("check(b'x')").keys == [True]
    assert asked("check(datetime.date.today())").keys == [True]
    assert asked("check(Item.objects.get(pk=1))").keys == [True]
    assert asked("check('x')\ncheck(1)\ncheck(None)\ncheck(x)\ncheck(x.pk)").keys == [False] * 5


def test_what_holds_everything() -> None:
    assert not holds_everything(Options())
    assert not holds_everything(Options(engine="db"))
    assert holds_everything(Options(engine="cache"))
    assert holds_everything(Options(engine="shop.sessions"))
    assert holds_everything(Options(known_settings={"SESSION_SERIALIZER": "shop.Pickled"}))


def test_json_is_known_where_engine_and_serializer_are() -> None:
    known = {"SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer"}
    assert is_json_known(Options(engine="db", known_settings=known))
    assert not is_json_known(Options(engine="db"))
    assert not is_json_known(Options(known_settings=known))

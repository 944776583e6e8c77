"""
What an expression evaluates to: kinds, seconds, followed names, sources; and that nothing is claimed that is not
certain.
"""

from __future__ import annotations

import math
from datetime import timedelta
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_session_expiry.values.value import UNSET, Kind, Source
from tests.sessions.values_of import expiries, expiry

IMPORTS = """\
import datetime as dt
import math, os, sys, time
from datetime import date, datetime, timedelta
from decimal import Decimal
import environ
from decouple import config
from django.conf import settings
from django.utils import timezone
env = environ.Env()
"""


@pytest.mark.parametrize(
    ("expression", "kind", "seconds"),
    [
        ("600", Kind.INT, 600),
        ("10_000", Kind.INT, 10_000),
        ("0x10", Kind.INT, 16),
        ("-1", Kind.INT, -1),
        ("+5", Kind.INT, 5),
        ("1.5", Kind.FLOAT, 1.5),
        ("1e3", Kind.FLOAT, 1000),
        ("60 * 60 * 24", Kind.INT, 86400),
        ("30 / 2 * 60", Kind.FLOAT, 900),
        ("7 // 2", Kind.INT, 3),
        ("2 ** 10", Kind.INT, 1024),
        ("100 % 7", Kind.INT, 2),
        ("True", Kind.BOOL, 1),
        ("False", Kind.BOOL, 0),
        ("None", Kind.NONE, None),
        ("'300'", Kind.STRING, None),
        ("'3' '00'", Kind.STRING, None),
        ("f'{x}'", Kind.STRING, None),
        ("'%d' % x", Kind.STRING, None),
        ("b'300'", Kind.BYTES, None),
        ("(300,)", Kind.CONTAINER, None),
        ("{}", Kind.CONTAINER, None),
        ("[*x]", Kind.CONTAINER, None),
        ("lambda: 1", Kind.FUNCTION, None),
        ("a == b", Kind.BOOL, None),
        ("not a", Kind.BOOL, None),
        ("bool(a)", Kind.BOOL, None),
        ("int('300')", Kind.INT, 300),
        ("int(2.9)", Kind.INT, 2),
        ("float(3)", Kind.FLOAT, 3),
        ("int(x)", Kind.INT, None),
        ("str(300)", Kind.STRING, None),
        ("len(x)", Kind.INT, None),
        ("list(x)", Kind.CONTAINER, None),
        ("min(int(x), 3)", Kind.NUMBER, None),
        ("abs(-5)", Kind.INT, 5),
        ("timedelta(hours=1)", Kind.TIMEDELTA, 3600),
        ("timedelta(1)", Kind.TIMEDELTA, 86400),
        ("dt.timedelta(minutes=30, seconds=5)", Kind.TIMEDELTA, 1805),
        ("2 * timedelta(days=1)", Kind.TIMEDELTA, 172800),
        ("-timedelta(days=1)", Kind.TIMEDELTA, -86400),
        ("timedelta(days=x)", Kind.TIMEDELTA, None),
        ("timedelta(**x)", Kind.TIMEDELTA, None),
        ("timedelta(weeks=2).total_seconds()", Kind.FLOAT, 1209600),
        ("timedelta(days=1, seconds=5).seconds", Kind.INT, 5),
        ("timedelta(days=3).days", Kind.INT, 3),
        ("timedelta(days=x).days", Kind.INT, None),
        ("timedelta(days=x).total_seconds()", Kind.FLOAT, None),
        ("timedelta(days=1) / timedelta(seconds=1)", Kind.FLOAT, 86400),
        ("timedelta(days=x) / timedelta(seconds=1)", Kind.FLOAT, None),
        ("timedelta.max", Kind.TIMEDELTA, timedelta.max.total_seconds()),
        ("sys.maxsize", Kind.INT, float(2**63 - 1)),
        ("math.inf", Kind.FLOAT, math.inf),
        ("float('inf')", Kind.FLOAT, math.inf),
        ("date.today()", Kind.DATE, None),
        ("date(2030, 1, 1)", Kind.DATE, None),
        ("date.today() + timedelta(days=1)", Kind.DATE, None),
        ("timezone.localdate()", Kind.DATE, None),
        ("date.today() - date(2026, 1, 1)", Kind.TIMEDELTA, None),
        ("dt.time(12)", Kind.TIME, None),
        ("Decimal('300')", Kind.DECIMAL, None),
        ("Decimal(5) * 60", Kind.DECIMAL, None),
        ("time.time()", Kind.FLOAT, None),
        ("time.time() + 300", Kind.FLOAT, None),
        ("datetime.now()", Kind.DATETIME, 0),
        ("timezone.now() + timedelta(hours=2)", Kind.DATETIME, 7200),
        ("timezone.now() - timedelta(hours=2)", Kind.DATETIME, -7200),
        ("datetime.now() - datetime.now()", Kind.TIMEDELTA, None),
        ("datetime.now().timestamp()", Kind.FLOAT, None),
        ("datetime.now().isoformat()", Kind.STRING, None),
        ("datetime.now().date()", Kind.DATE, None),
        ("settings.SESSION_COOKIE_AGE", Kind.SETTING, None),
        ("getattr(settings, 'X')", Kind.SETTING, None),
        ("getattr(settings, 'X', 300)", Kind.UNKNOWN, None),
        ("min(600, 300)", Kind.INT, 300),
        ("not []", Kind.BOOL, 1),
        ("~5", Kind.INT, -6),
        ("int()", Kind.INT, 0),
        ("int(*x)", Kind.INT, None),
        ("round(3.7)", Kind.INT, 4),
        ("'a' * x", Kind.STRING, None),
        ("env('X')", Kind.STRING, None),
        ("env('X', default=300)", Kind.INT, None),
        ("(age := 600)", Kind.INT, 600),
        ("env.int('X')", Kind.INT, None),
        ("env.bool('X')", Kind.BOOL, None),
        ("config('X')", Kind.STRING, None),
        ("config('X', cast=int)", Kind.INT, None),
        ("os.environ['X']", Kind.STRING, None),
        ("os.getenv('X', '5')", Kind.STRING, None),
        ("os.getenv('X')", Kind.UNKNOWN, None),
        ("request.POST['x']", Kind.STRING, None),
        ("request.GET.get('x')", Kind.STRING, None),
        ("request.POST.getlist('x')", Kind.CONTAINER, None),
    ],
)
def test_kinds_and_seconds(expression: str, kind: Kind, seconds: float | None) -> None:
    value = expiry(f"{IMPORTS}request.session.set_expiry({expression})\n")
    assert (value.kind, value.seconds) == (kind, seconds)


@pytest.mark.parametrize(
    "expression",
    [
        "x",
        "x.y",
        "x()",
        "x[0]",
        "-x",
        "1 / 0",
        "1 // 0",
        "5 % 0",
        "10 ** 10 ** 10",
        "10 ** -1",
        "form.cleaned_data['days']",
        "settings",
        "await x",
        "config('X', cast=Csv())",
        "round(x)",
        "getattr(x, 'y')",
        "arrow.utcnow()",
        "'x'.y",
    ],
)
def test_what_cannot_be_told_is_unknown(expression: str) -> None:
    value = expiry(f"{IMPORTS}async def view(request):\n    request.session.set_expiry({expression})\n")
    assert value.constant is UNSET
    assert all(branch.kind in {Kind.UNKNOWN, Kind.NUMBER} for branch in value.alternatives())


@pytest.mark.parametrize(
    ("expression", "aware", "maker"),
    [
        ("datetime.now()", False, "now"),
        ("dt.datetime.today()", False, "today"),
        ("datetime.utcnow() + timedelta(1)", False, "utcnow"),
        ("datetime(2030, 1, 1)", False, "datetime"),
        ("datetime(2030, 1, 1, tzinfo=None)", False, "datetime"),
        ("datetime(2030, 1, 1, tzinfo=dt.timezone.utc)", True, "datetime"),
        ("datetime(*x)", None, "datetime"),
        ("datetime.now(tz=x)", True, "now"),
        ("datetime.now(x)", True, "now"),
        ("datetime.fromtimestamp(1)", False, "fromtimestamp"),
        ("datetime.fromtimestamp(1, x)", True, "fromtimestamp"),
        ("datetime.utcnow().replace(tzinfo=x)", True, "replace"),
        ("datetime.now().replace(hour=0)", False, "now"),
        ("datetime.now().astimezone()", True, "astimezone"),
        ("timezone.now()", None, "timezone.now"),
        ("timezone.make_aware(datetime.now())", True, "make_aware"),
        ("datetime.max", False, "max"),
    ],
)
def test_datetime_calls(expression: str, aware: bool | None, maker: str) -> None:
    value = expiry(f"{IMPORTS}request.session.set_expiry({expression})\n")
    assert (value.kind, value.aware, value.maker) == (Kind.DATETIME, aware, maker)


@pytest.mark.parametrize(
    ("code", "seconds", "names"),
    [
        ("AGE = 600\ndef v(request):\n    request.session.set_expiry(AGE)\n", 600, ("AGE",)),
        ("DAY = 86400\nAGE = 7 * DAY\ndef v(request):\n    request.session.set_expiry(AGE)\n", 604800, ("AGE", "DAY")),
        ("def v(request):\n    age = 5\n    request.session.set_expiry(age * 60)\n", 300, ("age",)),
        ("def v(request):\n    age = 5\n    age = 6\n    request.session.set_expiry(age)\n", 6, ("age",)),
        (
            "class V:\n    age = 300\n    def v(self, request):\n        request.session.set_expiry(self.age)\n",
            300,
            ("age",),
        ),
        ("class C:\n    AGE = 300\ndef v(request):\n    request.session.set_expiry(C.AGE)\n", 300, ("AGE",)),
        ("def v(request):\n    age: int = 300\n    request.session.set_expiry(age)\n", 300, ("age",)),
        ("def v(request):\n    if (age := 300):\n        request.session.set_expiry(age)\n", 300, ("age",)),
        ("def v(request):\n    request.session.set_expiry(AGE)\nAGE = 600\n", 600, ("AGE",)),
    ],
)
def test_names_are_followed(code: str, seconds: float, names: tuple[str, ...]) -> None:
    value = expiry(code)
    assert (value.seconds, value.names) == (seconds, names)
    assert value.binding is None or value.binding.value is value.origin


@pytest.mark.parametrize(
    "code",
    [
        "AGE = 1\nAGE = 2\ndef v(request):\n    request.session.set_expiry(AGE)\n",
        "AGE = 1\ndef f():\n    global AGE\n    AGE = 2\ndef v(request):\n    request.session.set_expiry(AGE)\n",
        "def v(request, age=300):\n    request.session.set_expiry(age)\n",
        "def v(request):\n    if x:\n        age = 300\n    request.session.set_expiry(age)\n",
        "def v(request):\n    age = 300\n    if x:\n        age = y\n    request.session.set_expiry(age)\n",
        "def v(request):\n    age = 1\n    for x in y:\n        request.session.set_expiry(age)\n        age = 2\n",
        "def v(request):\n    age = 300\n    age += 1\n    request.session.set_expiry(age)\n",
        "def v(request):\n    for age in x:\n        request.session.set_expiry(age)\n",
        "def v(request):\n    with x as age:\n        request.session.set_expiry(age)\n",
        "def v(request):\n    age, other = 1, 2\n    request.session.set_expiry(age)\n",
        "age = age + 1\nrequest.session.set_expiry(age)\n",
        "def v(request):\n    x = lambda: (age := 1)\n    request.session.set_expiry(age)\n",
        "class V:\n    age = 300\n    def v(self, request):\n        self.age = 5\n       "
        " request.session.set_expiry(self.age)\n",
        "class V:\n    age = 300\ndef v(request):\n    request.session.set_expiry(age)\n",
        "match x:\n    case {'a': age}:\n        request.session.set_expiry(age)\n",
        "from x import age\nrequest.session.set_expiry(age)\n",
    ],
)
def test_names_that_may_mean_several_things_are_not_followed(code: str) -> None:
    value = expiry(code)
    assert (value.constant, value.seconds) == (UNSET, None)


@pytest.mark.parametrize(
    ("expression", "branches"),
    [
        ("300 if x else 0", [300, 0]),
        ("300 if x else 600 if y else 0", [300, 600, 0]),
        ("x or 300", [None, 300]),
        ("x and 300", [None, 300]),
        ("300 or x", [300]),
        ("request.GET.get('x', 300)", [None, 300]),
        ("os.environ.get('X', 300)", [None, 300]),
        ("config('X', default=300)", [None, 300]),
    ],
)
def test_every_branch_counts(expression: str, branches: list[float | None]) -> None:
    value = expiry(f"{IMPORTS}request.session.set_expiry({expression})\n")
    assert [branch.seconds for branch in value.alternatives()] == branches


@pytest.mark.parametrize(
    ("expression", "source"),
    [
        ("300", Source.CODE),
        ("int(request.POST['x']) * 60", Source.REQUEST),
        ("timedelta(days=int(request.POST['x']))", Source.REQUEST),
        ("int(os.environ['X'])", Source.ENVIRONMENT),
        ("settings.X * 60", Source.SETTINGS),
        ("min(int(request.POST['x']), 60)", Source.CODE),
    ],
)
def test_sources(expression: str, source: Source) -> None:
    assert expiry(f"{IMPORTS}request.session.set_expiry({expression})\n").source is source


def test_data_of_a_request_under_a_name() -> None:
    value = expiry("def v(request):\n    data = request.POST\n    request.session.set_expiry(data['x'])\n")
    assert (value.kind, value.source, value.maker) == (Kind.STRING, Source.REQUEST, "POST")


@pytest.mark.parametrize("length", [10, 60, 1000])
@pytest.mark.parametrize(
    "link",
    ["{a} = {b}", "{a} = {b} if c else {b}", "{a} = ({b})", "{a} = c or {b}", "{a} = int({b})", "{a} = min({b}, {b})"],
)
def test_a_chain_of_names_is_followed_to_its_end(link: str, length: int) -> None:
    chain = "".join(link.format(a=f"a{i}", b=f"a{i - 1}") + "\n" for i in range(1, length))
    found = expiry(f"a0 = 600\n{chain}request.session.set_expiry(a{length - 1})\n")
    assert 600 in {value.constant for value in found.alternatives()}


def test_a_name_that_is_made_of_itself() -> None:
    assert not expiry(
        "def v(request):\n    while x:\n        age = age + 1\n        request.session.set_expiry(age)\n"
    ).known


def test_what_was_found_is_looked_at_anew_where_a_name_means_another_thing() -> None:
    code = """
        from datetime import timedelta
        AGE = timedelta(hours=1)
        def v(request):
            request.session.set_expiry(timedelta(hours=1))
        def w(request, timedelta):
            request.session.set_expiry(timedelta(hours=1))
        def x(request):
            request.session.set_expiry(timedelta(hours=1))
        class A:
            AGE = 1
            def v(self, request):
                request.session.set_expiry(self.AGE)
        class B:
            AGE = 2
            timedelta = None
            request.session.set_expiry(timedelta(hours=1))
            def v(self, request):
                request.session.set_expiry(self.AGE)
                request.session.set_expiry(timedelta(hours=1))
            request.session.set_expiry(timedelta(hours=1))
        request.session.set_expiry(timedelta(hours=1))
    """
    assert [value.seconds for value in expiries(dedent(code))] == [3600, None, 3600, 1, None, 2, 3600, None, 3600]


def test_an_attribute_of_self_is_that_of_the_class_in_which_it_stands() -> None:
    code = """
        class View:
            AGE = 300
            def get(self, request):
                age = self.AGE
                class Inner:
                    AGE = 600
                    def get(self, request):
                        request.session.set_expiry(age)
                        request.session.set_expiry(self.AGE)
                request.session.set_expiry(age)
    """
    assert [value.seconds for value in expiries(dedent(code))] == [300, 600, 300]


@settings(deadline=None)  # a busy machine is no fault of the code
@given(
    st.recursive(
        st.integers(-(10**6), 10**6).map(str),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
    )
)
def test_arithmetic_is_pythons(expression: str) -> None:
    assert expiry(f"request.session.set_expiry({expression})\n").constant == eval(expression)

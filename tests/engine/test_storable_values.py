"""What certainly can be stored in a session, compared with what the rules know."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest

from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes
from flake8_session_expiry.engine.storable_values import KNOWN_MODULES, StorableValues
from flake8_session_expiry.reference.non_json_values import BUILTINS, MADE_BY
from flake8_session_expiry.values import datetime_calls, function_calls


def test_modules_of_which_the_rules_know_something() -> None:
    known = {*function_calls._CALLS, *datetime_calls._NAMED, *MADE_BY}
    assert {name.partition(".")[0] for name in known} - {"builtins"} <= KNOWN_MODULES


def test_builtins_that_give_what_json_does_not_hold() -> None:
    from flake8_session_expiry.engine import storable_values

    computing = {name.removeprefix("builtins.") for name in function_calls._CALLS if name.startswith("builtins.")}
    plain = {"str", "int", "float", "bool", "len", "round"}
    assert BUILTINS.keys() | (computing - plain) <= storable_values._ODD_BUILTINS


NOTHING: Mapping[str, Sequence[ast.expr | None]] = MappingProxyType({})


def asked(code: str, put: Mapping[str, Sequence[ast.expr | None]] = NOTHING) -> tuple[StorableValues, ast.expr]:
    """The expression in the last line of a module, and whom to ask about it."""
    tree = ast.parse(code)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return StorableValues(BoundNames.of(PythonNodes(tree)), put), last.value


HELD = [
    *("1", "1.5", "True", "None", "'a'", "f'{a}'", "a == b"),
    *("-1", "1 + a", "a or 'b'", "1 if a else 'b'", "[1, a]", "(1, a)", "{'a': 1, b: [2]}", "await count()"),
    *(
        "a",
        "a = 1\na",
        "a = b\nb = a\na",
        "a = a.get('b')\na",
        "a = 1\na = b\na",
        "a = []\nb = [a]\nb",
        "a.b",
        "a.b.c",
        "for a in b: pass\na",
    ),
    *("count({1})", "a.count({1})", "count().total", "a.get(b, [1])"),
    *("count()", "str(a)", "len(a)", "a.count()", "a.b.strip()", "now().isoformat()", "x.strftime('%Y')"),
    *("request.POST['a']", "request.session['a']", "request.POST.get('a')", "request.POST.get('a', 1)"),
    *("def count(): pass\ncount()", "def now(): pass\nnow()"),
    *("from django.urls import reverse\nreverse('a')", "from shop.cart import total\ntotal(1)"),
    *("from django.utils.crypto import get_random_string as random\nrandom(8)", "import shop\nshop.NAME"),
    *("class A:\n b = 1\nother.b", "class A:\n def f(self): self.b = 1\nself.c"),
    *("for a in Item.names: pass\na", "a, b = Item.names()\na"),
]
"""Expressions that JSON holds, or of which nothing is known."""
NOT_HELD = [
    *("b'a'", "1j", "...", "{1}", "lambda: 1", "[1, {2}]", "(b'a',)", "{**a}", "{'a': {1}}", "{b'a': 1}", "-{1}"),
    *("1 + b'a'", "a or {1}", "1 if a else {1}", "{1} if a else 1", "await {1}.copy()", "a[0]", "a.b[0]"),
    *("form", "a = {1}\na", "a = 1\na = {1}\na", "a = {1}\nb = a\nb", "a = b\nb = a\nb = {1}\na"),
    *("try: pass\nexcept E as a: pass\na", "class A: pass\nA", "def f(): pass\nf"),
    *("request.user", "request.body", "request.FILES", "self.object", "Item.objects", "class A:\n b = 1\nA.b"),
    *("class A:\n def f(self): self.b = 1\nself.b", "class A:\n def f(cls): cls.b = 1\ncls.b"),
    *("import datetime\ndatetime", "import datetime\ndatetime.datetime.max", "import datetime as d\nd.datetime.max"),
    *("set(a)", "list(a)", "max(a)", "getattr(a, 'b')", "object()", "f()()", "f[0]()"),
    *("a.encode()", "a.digest()", "a.keys()", "view.get_object()", "Item.objects.get()", "form.save()", "{1}.pop()"),
    *("{1}.replace(1)", "request.POST.get('a', {1})", "request.POST.get('a', 1, {1})"),
    *("a.OrderForm()", "a.OrderFormSet()", "a.JsonResponse()", "from shop.forms import OrderForm\nOrderForm()"),
    *("from django.utils.timezone import now\nnow()", "from django.urls import reverse_lazy\nreverse_lazy('a')"),
    *("from shop.cart import total\ntotal = 1\ntotal()", "count = 1\ncount()", "def count(): pass\ncount = 1\ncount()"),
    *("class Cart: pass\nCart()", "for a in Item.objects.all(): pass\na", "[a for a in Item.objects]\na"),
    "a, made = Item.objects.get_or_create()\na",
    "from shop.forms import OrderForm as Made\nfrom shop.cart import Cart as Made\nMade()",
]
"""Expressions that JSON may not hold."""


@pytest.mark.parametrize("code", HELD)
def test_what_json_holds(code: str) -> None:
    values, expression = asked(code)
    assert values.is_value(expression)


@pytest.mark.parametrize("code", NOT_HELD)
def test_what_json_may_not_hold(code: str) -> None:
    values, expression = asked(code)
    assert not values.is_value(expression)


@pytest.mark.parametrize(
    "code",
    [
        *("'a'", "f'{a}'", "a", "a = 'b'\na", "a = b\na", "a = b\nb = a\na", "a.b", "'a' + b", "a + 'b'", "'%s' % a"),
        *("str(1)", "repr(a)", "format(a)", "a.b.strip()", "a.replace('b', 'c')", "'a'.join(b)", "x.isoformat()"),
        *("request.POST['a']", "request.POST.get('a')", "cleaned_data['a']", "a: str = b\na", "a: int = b\nc"),
        *("class A:\n b = 'c'\nA.b", "class A:\n def f(self): self.b = 'c'\nself.b", "class A:\n b = 1\nother.b"),
        *("class A:\n b = b\nA.b", "class A:\n def f(self): self.b = self.b\nself.b"),
    ],
)
def test_what_is_a_text(code: str) -> None:
    values, expression = asked(code)
    assert values.is_text(expression)


@pytest.mark.parametrize(
    "code",
    [
        *(
            "1",
            "None",
            "b'a'",
            "a == b",
            "-a",
            "a + b",
            "a or 'b'",
            "['a']",
            "a[0]",
            "a = 1\na",
            "a = b\nb = a\nb = 1\na",
        ),
        *("a.id", "a.pk", "a: int = b\na", "def f(a: int): pass\na", "a: x.int = b\na", "form", "count()", "int('1')"),
        *(
            "a.count()",
            "a.get('b')",
            "request.POST.get('a', 1)",
            "f()()",
            "str = count\nstr(1)",
            "def str(): pass\nstr(1)",
        ),
        *("from shop import str\nstr(1)", "import datetime\ndatetime.MINYEAR", "import uuid\nuuid"),
        *(
            "class A:\n b = 1\nA.b",
            "class A:\n b = 'c'\n def f(self): self.b = 1\nself.b",
            "class A:\n b = b\nb = 1\nA.b",
        ),
        "class A:\n def f(self): self.b = self.c; self.c = self.b; self.c = 1\nself.b",
    ],
)
def test_what_may_be_no_text(code: str) -> None:
    values, expression = asked(code)
    assert not values.is_text(expression)


def test_a_container_holds_what_is_put_into_it() -> None:
    text, other = ast.Constant("c"), ast.Set([ast.Constant(1)])
    for put, holds in (({}, True), ({"b": [other]}, True), ({"a": [text]}, True), ({"a": [text, other]}, False)):
        values, expression = asked("a = []\nb = 1\na", put)
        assert values.is_value(expression) is holds
    assert not StorableValues(BoundNames.of(PythonNodes(ast.Module([], []))), {"a": [None]}).is_value(ast.Name("a"))


def test_what_was_assumed_of_names_that_depend_on_each_other_is_not_kept() -> None:
    values, _ = asked("a = b\nb = a\nc = b\na = {1}\nc")
    assert [values.is_value(ast.Name(name)) for name in "abc"] == [False, False, False]
    values, _ = asked("class A:\n def f(self): self.x = a\na = self.x\na = 1\na")
    assert not values.is_text(ast.Name("a"))
    assert not values.is_text(ast.Attribute(ast.Name("self"), "x"))


VISITORS = ["POST", "GET", "META", "COOKIES", "headers", "query_params", "cleaned_data", "session"]
TEXT_METHODS = [
    *("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "format", "join", "isoformat"),
    *("strftime", "hexdigest", "decode", "zfill", "removeprefix", "removesuffix"),
]


@pytest.mark.parametrize("code", [f"x.{name}['a']" for name in VISITORS] + [f"{{1}}.{name}()" for name in TEXT_METHODS])
def test_a_text_whatever_it_is_asked_of(code: str) -> None:
    values, expression = asked(code)
    assert values.is_value(expression)
    assert values.is_text(expression)


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_an_odd_builtin_that_the_module_defines_itself(name: str) -> None:
    for before, holds in (("", False), (f"def {name}(*args): pass\n", True)):
        values, expression = asked(f"{before}{name}(a)")
        assert values.is_value(expression) is holds


def test_no_expression_is_nothing_certain() -> None:
    values, _ = asked("a")
    assert not values.is_value(None)
    assert not values.is_text(None)


def test_what_is_nested_too_deeply_or_depends_on_too_much_may_be_anything() -> None:
    for levels, holds in ((10, True), (80, False)):
        for before, after in (("[", "]"), ("", ".count()"), ("a.get(b, ", ")"), ("await (", ")")):
            values, expression = asked(f"{before * levels}a{after * levels}")
            assert values.is_value(expression) is holds
    for names, holds in ((20, True), (500, False)):
        chain = "".join(f"a{number} = a{number + 1}\n" for number in range(names))
        values, expression = asked(f"{chain}a0")
        assert values.is_value(expression) is holds
        assert values.is_text(expression) is holds

"""What names, choices, ``or`` and ``and`` evaluate to, and that following them ends."""

from __future__ import annotations

import ast
import itertools
import math
import re
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.values.evaluator import MOST_STEPS, Evaluator
from flake8_session_expiry.values.value import Kind, Value, constant
from tests.values.places import Place, evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600", "INT 600"),
        ("10_000", "INT 10000"),
        ("0x10", "INT 16"),
        ("1e3", "FLOAT 1000.0"),
        ("True", "BOOL True"),
        ("None", "NONE None"),
        ("'300'", "STRING '300'"),
        ("'3' '00'", "STRING '300'"),
        ("b'300'", "BYTES b'300'"),
        ("f'{1}-{TEXT}'", "STRING '1-Text'"),
        ("f'{x}'", "STRING"),
        ("f'{1:>3}'", "STRING"),
        ("f'{LIST}'", "STRING"),
        ("lambda: 5", "FUNCTION"),
        ("x", "UNKNOWN"),
        ("unbound", "UNKNOWN"),
        ("x.y", "UNKNOWN"),
        ("x.y()", "UNKNOWN"),
        ("x[0]", "UNKNOWN"),
        ("await_(x)", "UNKNOWN"),
        ("EITHER", "INT 1 | INT 2"),
        ("EITHER if x else 3", "INT 1 | INT 2 | INT 3"),
        ("5 if x else 5", "INT 5 | INT 5"),
        ("300 if x else 0", "INT 300 | INT 0"),
        ("300 if x else 600 if y else 0", "INT 300 | INT 600 | INT 0"),
        ("-1 if LIST else 3600", "INT -1"),
        ("3600 if not LIST else -1", "INT -1"),
        ("(x := 5)", "INT 5"),
        ("self.timeout", "INT 300"),
        ("self.other", "UNKNOWN"),
        ("request.POST", "UNKNOWN"),
        ("unread", "UNKNOWN UNREAD"),
        ("unread.x", "UNKNOWN UNREAD"),
        ("unread.x()", "UNKNOWN UNREAD"),
        ("unread + 1", "UNKNOWN UNREAD"),
        ("print(5)", "UNKNOWN"),
        ("secrets.token_hex(5)", "UNKNOWN secrets.token_hex"),
        ("x.total_seconds()", "FLOAT total_seconds"),
        ("int(x.total_seconds())", "INT"),
        ("'x'.y", "UNKNOWN"),
        ("x or 300", "UNKNOWN | INT 300"),
        ("x or y or 300", "UNKNOWN | INT 300"),
        ("300 or x", "INT 300"),
        ("0 or 300", "INT 300"),
        ("None or 5", "INT 5"),
        ('"" or 300', "INT 300"),
        ("x and 300", "UNKNOWN | INT 300"),
        ("1 and 5", "INT 5"),
        ("0 and 5", "INT 0"),
        ("x and 0", "UNKNOWN | INT 0"),
        ("LIST or x", "CONTAINER [1, 2]"),
        ("[] or 300", "INT 300"),
        ("(300 if x else 600) or 5", "INT 300 | INT 600"),
        ("(300 if x else 0) or 5", "INT 300 | INT 5"),
        ("x or (300 if LIST else 5)", "UNKNOWN | INT 300"),
        ("LIST and -1 or 3600", "INT -1"),
        ("[] and -1 or 3600", "INT 3600"),
        ('os.environ.get("X") or 300', "STRING $X environment | INT 300"),
        ('int(os.environ.get("X")) or 300', "INT $X | INT 300"),
        ('config("X", default=5, cast=int) or 300', "INT $X | INT 5 | INT 300"),
        ('config("X", default="5", cast=int) and 3', "UNKNOWN $X | INT 3"),
        ('request.POST.get("x") or 300', "STRING REQUEST POST | INT 300"),
        ('int(request.POST["x"]) or 300', "UNKNOWN | INT 300"),
        ('request.POST["x"] and 300', "UNKNOWN | INT 300"),
        ("settings.X or 300", "UNKNOWN | INT 300"),
        ("[x for x in y]", "UNKNOWN"),
        ("sum(x)", "UNKNOWN"),
    ],
)
def test_results_of_expressions(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value


def test_a_place_that_does_not_decide_counts_both_branches() -> None:
    view = Place(decides=False)
    assert shown(evaluate("-1 if LIST else 3600", view)) == "INT -1 | INT 3600"
    assert shown(evaluate("LIST and 5 or 6", view)) == "INT 5"


def test_what_is_assumed_of_a_test() -> None:
    class Assuming(Place):
        def assumed(self, test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
            if isinstance(test, ast.UnaryOp):
                inner = truth(test.operand)
                return None if inner is None else not inner
            return True if ast.unparse(test) == "x" else None

    assert shown(evaluate("1 if x else 2", Assuming())) == "INT 1"
    assert shown(evaluate("1 if not x else 2", Assuming())) == "INT 2"
    assert shown(evaluate("not x", Assuming())) == "BOOL False"
    assert shown(evaluate("1 if y else 2", Assuming())) == "INT 1 | INT 2"


def test_names_say_where_a_value_is_used_and_where_it_is_written() -> None:
    place = Place()
    place.names["AGE"] = evaluate("600", place)
    place.names["CHOICE"] = evaluate("AGE if x else 5", place)
    written = place.names["AGE"].expr
    found = evaluate("AGE * 2", place)
    assert (found.names, found.constant) == (("AGE",), 1200)
    found = evaluate("CHOICE", place)
    assert found.names == ("CHOICE",)
    assert [branch.expr is found.expr for branch in found.branches] == [True, True]
    assert found.branches[0].origin is written
    assert [ast.unparse(branch.written) for branch in found.branches if branch.written is not None] == ["AGE", "5"]


class Names(Place):
    """A place whose names are followed when they are met, as in views."""

    def __init__(self, code: str) -> None:
        self.given: dict[str, ast.expr] = {}
        super().__init__()
        self.given = {
            statement.targets[0].id: statement.value
            for statement in ast.parse(code).body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
        self.evaluator = Evaluator(self)

    def lookup(self, name: ast.Name) -> Value | None:
        """What a name is given anywhere."""
        given = self.given.get(name.id)
        return super().lookup(name) if given is None else self.evaluator.evaluate(given)

    def value(self, text: str) -> Value:
        """What one expression evaluates to."""
        return self.evaluator.evaluate(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    "form",
    [
        "A{i} = A{j} + A{j}",
        "A{i} = A{j} if x else A{j}",
        "A{i} = (A{j}, A{j})",
        "A{i} = [*A{j}, *A{j}]",
        "A{i} = A{j} or A{j}",
        "A{i} = x or A{j} or y",
        "A{i} = not A{j} and A{j}",
        "A{i} = int(A{j}) * (A{j} if A{j} else x)",
        "A{i} = max(A{j}, A{j})",
        "A{i} = {{'a': A{j}, 'b': A{j}}}",
        "A{i} = f'{{A{j}}}{{A{j}}}'",
        "A{i} = A{j} < A{j} < A{j}",
        "A{i} = os.environ.get('X', A{j}) if A{j} else os.environ.get('Y', A{j})",
        "A{i} = timedelta(A{j}, A{j})",
        "A{i} = A{j}[A{j}]",
        "A{i} = A{j}.total_seconds() + A{j}.days",
    ],
)
@pytest.mark.parametrize("first", ["1", "'a'", "x", "(1 if x else 2)", "timedelta(1)", "os.environ['A']", "{'a': 1}"])
def test_each_expression_is_looked_at_once(form: str, first: str) -> None:
    """Names that double what they are made of: the steps grow with the code, not with what it would come to."""
    code = f"A0 = {first}\n" + "".join(form.format(i=i, j=i - 1) + "\n" for i in range(1, 20))
    expressions = sum(isinstance(node, ast.expr) for node in ast.walk(ast.parse(code)))
    place = Names(code)
    place.value("A19")
    assert place.evaluator.steps <= expressions + 1
    deep = Names(code + "".join(form.format(i=i, j=i - 1) + "\n" for i in range(20, 100)))
    deep.value("A99")
    assert deep.evaluator.steps <= MOST_STEPS


@pytest.mark.parametrize("operation", ["+", "*", "-", "%"])
def test_chains_end_somewhere(operation: str) -> None:
    place = Names("")
    long = f" {operation} ".join(["x"] * 300)
    assert not place.value(long).known
    assert place.evaluator.steps <= MOST_STEPS


def test_a_long_chain_of_names_is_not_followed_to_its_end() -> None:
    code = "".join(f"a{i} = a{i + 1}\n" for i in range(300))
    place = Names(f"{code}a300 = 1\n")
    assert not place.value("a0").known
    assert place.value("a280").known
    # What was cut off above is seen from nearer by.
    assert place.value("a250").constant == 1


def test_a_name_that_goes_back_to_itself() -> None:
    place = Names("a = b + 1\nb = a + 1\nc = c + 1\n")
    assert not place.value("a").known
    assert not place.value("b").known
    assert not place.value("c").known


def test_a_chain_that_doubles_is_followed_to_its_result() -> None:
    code = "A0 = 1\n" + "".join(f"A{i} = A{i - 1} + A{i - 1}\n" for i in range(1, 40))
    assert Names(code).value("A39").constant == 2**39


def test_another_place_is_looked_at_anew() -> None:
    place = Names("")
    node = ast.parse("x", mode="eval").body
    assert not place.evaluator.evaluate(node).known
    place.names["x"] = constant(5)
    assert not place.evaluator.evaluate(node).known
    place.place += 1
    assert place.evaluator.evaluate(node).constant == 5


@given(
    st.recursive(
        st.integers(-(10**6), 10**6).map(str),
        lambda inner: st.builds(
            "({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "<", "==", "or", "and", "if 1 else"]), inner
        ),
    )
)
def test_arithmetic_is_pythons(expression: str) -> None:
    assert evaluate(expression).constant == eval(expression)


OPERANDS = [
    "0", "1", "(-7)", "2.5", "True", "None", "''", "'5'", "'a,b'", "b'x'", "[]", "[1, 2]", "(1,)", "{1}", "{'a': 1}",
    "TEXT",
    "timedelta(hours=1)", "sys.maxsize", "math.inf", "(0 if [] else 0)", "x", "int(x)", "(1 if x else 'a')",
]  # fmt: skip
BINARY = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "|",
    "&",
    "<",
    "<=",
    "==",
    "!=",
    "is",
    "is not",
    "in",
    "not in",
    "or",
    "and",
]
FORMS = [
    *(f"{{0}} {operator} {{1}}" for operator in BINARY),
    *("{0} if {1} else 3", "3 if {0} else {1}", "not {0} == {1}", "{0} < {1} < 3"),
    *("-{0}", "~{0}", "+{0}", "not {0}", "int({0})", "float({0})", "str({0})", "bool({0})", "abs({0})", "round({0})",
    "len({0})"),
    *("list({0})", "tuple({0})", "set({0})", "min({0}, {1})", "max({0}, {1})", "{0}[{1}]", "[{0}, {1}][0]",
    "{{'k': {0}}}['k']"),
    *("({0}).lower()", "({0}).strip({1})", "({0}).replace('a', {1})", "({0}).get('a', {1})", "({0}).total_seconds()",
    "({0}).days", "round({0}, {1})"),
    *('f\"\"\"{{{0}}}:{{{1}}}\"\"\"', "'%s %s' % ({0}, {1})", "int({0}, {1})", "timedelta({0}, {1})", "(y := {0})",
    "[*{0}, *{1}]"),
]  # fmt: skip
PYTHONS = {"TEXT": "Text", "timedelta": timedelta, "sys": sys, "math": math}
TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.INT: (int,),
    Kind.FLOAT: (float,),
    Kind.NUMBER: (int, float),
    Kind.BOOL: (bool,),
    Kind.STRING: (str,),
    Kind.BYTES: (bytes,),
    Kind.TIMEDELTA: (timedelta,),
    Kind.CONTAINER: (list, tuple, set, dict),
}
FAILS = object()


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("form", FORMS)
def test_what_is_known_is_what_python_gives(form: str) -> None:
    """
    Any two operands: never an exception; where a result is known it is Python's, where its kind is known that is
    Python's type.
    """
    place = Place()
    texts = sorted({form.format(left, right) for left, right in itertools.product(OPERANDS, repeat=2)})
    for text in texts:
        value = evaluate(text, place)
        expected = FAILS if re.search(r"\bx\b(?!')", text) else by_python(text)
        if expected is FAILS:
            assert not value.known or "x" in text, text
        elif value.known:
            assert type(value.constant) is type(expected), text
            assert value.constant == expected or expected != expected, text
        elif value.kind is not Kind.UNKNOWN:
            assert isinstance(expected, TYPES[value.kind]), text


def by_python(text: str) -> object:
    """What Python gives, or FAILS; powers of large numbers are left alone."""
    if "**" in text and "maxsize" in text:
        return FAILS
    try:
        found: object = eval(text, dict(PYTHONS))
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, MemoryError):
        return FAILS
    return FAILS if isinstance(found, complex) else found

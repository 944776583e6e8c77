"""Values as such: alternatives, what they have in common, and what is kept of what is too long."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

import pytest

from flake8_session_expiry.values.value import (
    MOST_ALTERNATIVES,
    MOST_BITS,
    UNKNOWN,
    Kind,
    Source,
    Value,
    constant,
    either,
    joined_names,
    joined_source,
    same,
)
from tests.values.places import evaluate, shown


def test_what_all_alternatives_have_in_common_is_known_of_the_choice() -> None:
    found = evaluate("300 if x else 300")
    assert (found.kind, found.constant, found.seconds, len(found.branches)) == (Kind.INT, 300, 300, 2)
    found = evaluate("300 if x else 600")
    assert (found.kind, found.known, found.seconds) == (Kind.INT, False, None)
    found = evaluate("request.POST['x'] if x else request.GET['y']")
    assert (found.kind, found.source) == (Kind.STRING, Source.REQUEST)
    assert evaluate("300 if x else '300'").kind is Kind.UNKNOWN
    assert evaluate("300 if x else True").known is False


def test_a_choice_of_one_is_none() -> None:
    one = constant(5)
    assert either(one, one) is one
    assert either(UNKNOWN, Value()) is UNKNOWN


def test_equal_alternatives_of_different_places_stay_apart() -> None:
    found = evaluate("5 if x else 5")
    assert [ast.unparse(branch.expr) for branch in found.branches if branch.expr is not None] == ["5", "5"]
    assert found.branches[0].expr is not found.branches[1].expr


def test_too_many_alternatives() -> None:
    text = " if x else ".join(["y(1)", *map(str, range(30))])
    found = evaluate(text)
    assert len(found.branches) == MOST_ALTERNATIVES
    assert found.branches[0].constant == 0  # those that are known come first
    assert not found.branches[-1].known


def test_up_to_16_alternatives_are_told_apart() -> None:
    assert all(branch.known for branch in either(*map(constant, range(16))).branches)
    assert sum(branch.known for branch in either(*map(constant, range(17))).branches) == 15


def test_too_many_combinations_leave_the_kind() -> None:
    choice = " if x else ".join(map(str, range(9)))
    assert shown(evaluate(f"({choice}) * ({choice})")) == "INT"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("5", "5", True),
        ("5", "5.0", False),
        ("True", "1", False),
        ("'a'", "'b'", False),
        ("x", "x", False),
        ("[1]", "[1]", True),
    ],
)
def test_values_that_are_the_same(left: str, right: str, expected: bool) -> None:
    assert same(evaluate(left), evaluate(right)) is expected


def test_a_value_is_the_same_as_itself() -> None:
    value = evaluate("x")
    assert same(value, value)


def test_long_numbers_keep_their_kind_and_are_endless() -> None:
    found = constant(2 ** (MOST_BITS + 1))
    assert (found.kind, found.known, found.seconds) == (Kind.INT, False, math.inf)
    assert constant(2 ** (MOST_BITS - 1)).known
    assert not constant("x" * 10_001).known
    assert constant(object()).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        (["1", "settings.X"], Source.SETTINGS),
        (["settings.X", "os.environ['X']"], Source.ENVIRONMENT),
        (["os.environ['X']", "request.POST['x']"], Source.REQUEST),
        (["1", "2"], Source.CODE),
        (["unread", "request.POST['x']"], Source.UNREAD),
    ],
)
def test_source_of_several(texts: Sequence[str], source: Source) -> None:
    assert joined_source(*map(evaluate, texts)) is source


def test_names_of_several_are_kept_once() -> None:
    assert joined_names(Value(names=("a", "b")), Value(names=("b", "c"))) == ("a", "b", "c")

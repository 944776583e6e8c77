"""Lists, tuples, sets and dicts: literals, operators, elements, methods."""

from __future__ import annotations

import pytest

from flake8_session_expiry.values.containers import after_method, container, item, mapping, opened
from flake8_session_expiry.values.value import MOST_ITEMS, constant
from tests.values.places import evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2]", "CONTAINER [1, 2]"),
        ("(300,)", "CONTAINER (300,)"),
        ("{1}", "CONTAINER {1}"),
        ("{}", "CONTAINER {}"),
        ("[]", "CONTAINER []"),
        ("[1, x]", "CONTAINER"),
        ("[*x]", "CONTAINER ..."),
        ("[*LIST, 3]", "CONTAINER [1, 2, 3]"),
        ("(*TUPLE, 2)", "CONTAINER (1, 2)"),
        ("{'a': 1, **DICT}", "CONTAINER {'a': 1}"),
        ("{**DICT, 'b': 2}", "CONTAINER {'a': 1, 'b': 2}"),
        ("{**x, 'b': 2}", "CONTAINER ..."),
        ("{x: 1}", "CONTAINER ..."),
        ("{1: 2}", "CONTAINER ..."),
        ("LIST + [3]", "CONTAINER [1, 2, 3]"),
        ("TUPLE + (2,)", "CONTAINER (1, 2)"),
        ("LIST + x", "CONTAINER ..."),
        ("x + LIST", "CONTAINER ..."),
        ("LIST + 5", "UNKNOWN"),
        ("LIST * 2", "CONTAINER"),
        ("DICT | {'b': 2}", "CONTAINER {'a': 1, 'b': 2}"),
        ("DICT | x", "UNKNOWN"),
        ("{1} | {2}", "CONTAINER"),
        ("{1} - {2}", "CONTAINER"),
        ("LIST - LIST", "CONTAINER"),
        ("LIST + EITHER", "UNKNOWN"),
        ("LIST[0]", "INT 1"),
        ("LIST[-1]", "INT 2"),
        ("LIST[5]", "UNKNOWN"),
        ("LIST[EITHER]", "INT 2"),
        ("LIST[x]", "UNKNOWN"),
        ("LIST[0:1]", "UNKNOWN"),
        ("OPEN[0]", "UNKNOWN"),
        ("TUPLE[0]", "INT 1"),
        ("(1, x)[0]", "INT 1"),
        ("{1}[0]", "UNKNOWN"),
        ("DICT['a']", "INT 1"),
        ("DICT['b']", "UNKNOWN"),
        ("DICT[x]", "UNKNOWN"),
        ("{**x, 'b': 2}['b']", "INT 2"),
        ("{**x, 'b': 2}['c']", "UNKNOWN"),
        ("DICT.get('a')", "INT 1"),
        ("DICT.get('b')", "NONE None"),
        ("DICT.get('b', 5)", "INT 5"),
        ("DICT.get(x)", "UNKNOWN"),
        ("DICT.get()", "UNKNOWN"),
        ("{**x, 'b': 2}.get('c', 5)", "UNKNOWN"),
        ("{**x, 'b': 2}.get('b', 5)", "INT 2"),
        ("LIST.copy()", "CONTAINER [1, 2]"),
        ("LIST.index(1)", "UNKNOWN"),
        ("([1] if x else [1, 2]) + [3]", "CONTAINER [1, 3] | CONTAINER [1, 2, 3]"),
    ],
)
def test_results_with_containers(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("[x]", True),
        ("[]", False),
        ("[*x]", None),
        ("[1, *x]", True),
        ("{}", False),
        ("{'a': x}", True),
        ("{**x}", None),
        ("x", None),
        ("EITHER", True),
        ("0 if x else 1", None),
        ("(x,) if x else [y]", True),
    ],
)
def test_truth_of_containers(text: str, truth: bool | None) -> None:
    assert evaluate(text).truth is truth


@pytest.mark.parametrize(
    ("text", "method", "arguments", "after"),
    [
        ("[1]", "append", ["2"], "CONTAINER [1, 2]"),
        ("[1]", "append", ["x"], "CONTAINER"),
        ("[1]", "append", [], "CONTAINER ..."),
        ("[1]", "extend", ["[2, 3]"], "CONTAINER [1, 2, 3]"),
        ("[1]", "extend", ["x"], "CONTAINER ..."),
        ("[1]", "insert", ["0", "2"], "CONTAINER [2, 1]"),
        ("[1]", "insert", ["x", "2"], "CONTAINER ..."),
        ("[1, 2]", "remove", ["1"], "CONTAINER [2]"),
        ("[1, 2, 3]", "remove", ["2"], "CONTAINER [1, 3]"),
        ("[1, 2]", "remove", ["3"], "CONTAINER ..."),
        ("[1, 2]", "index", ["1"], "CONTAINER [1, 2]"),
        ("OPEN", "append", ["2"], "CONTAINER ..."),
        ("{'a': 1}", "update", ["{'b': 2}"], "CONTAINER {'a': 1, 'b': 2}"),
        ("{'a': 1}", "update", ["x"], "UNKNOWN"),
        ("{'a': 1}", "subtract", ["{'a': 2}"], "UNKNOWN"),
        ("{'a': 1}", "get", ["x"], "CONTAINER {'a': 1}"),
        ("'a'", "append", ["x"], "STRING 'a'"),
        ("5", "append", ["x"], "INT 5"),
        ("x", "append", ["x"], "UNKNOWN"),
    ],
)
def test_methods_as_statements(text: str, method: str, arguments: list[str], after: str) -> None:
    values = [evaluate(argument) for argument in arguments]
    assert shown(after_method(evaluate(text), method, values, plain=True)) == after


def test_keywords_of_a_method_are_not_followed() -> None:
    for arguments in ([], [evaluate("{'b': 2}")]):  # {'a': 1}.update({'b': 2}, c=3)
        assert shown(after_method(evaluate("{'a': 1}"), "update", arguments, plain=False)) == "UNKNOWN"


def test_what_may_have_been_changed_keeps_its_length_alone() -> None:
    assert shown(opened(evaluate("[1, 2]"))) == "CONTAINER ..."
    assert opened(evaluate("[1, 2]")).truth is True
    assert opened(evaluate("{}")).truth is None
    assert shown(item(opened(evaluate("{'a': 1}")), constant("a"))) == "UNKNOWN"
    assert shown(opened(evaluate("(1, 2)"))) == "CONTAINER (1, 2)"
    assert shown(opened(evaluate("5"))) == "INT 5"


def test_long_containers_are_cut_off() -> None:
    found = container((constant(1),) * (MOST_ITEMS + 5))
    assert len(found.items or ()) == MOST_ITEMS
    assert not found.complete and not found.known


def test_containers_in_containers_that_double_are_cut_off() -> None:
    found = evaluate("[1, 2]")
    for _ in range(40):
        found = container((found, found))
    assert not found.known and found.truth
    nested = evaluate("{'a': 1}")
    for _ in range(40):
        nested = mapping({"a": nested, "b": nested})
    assert not nested.known

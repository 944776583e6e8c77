"""Keys and values that are written out."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.semantic.literals import container_name, one_line, subscript_key


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("x['a']", "a"),
        ("x[b'a']", None),
        ("x[a]", None),
        ("x['a':]", None),
        ("x['a', 'b']", None),
        ("x[('a', 'b')]", None),
    ],
)
def test_the_key_is_one_plain_string(code: str, key: str | None) -> None:
    subscript = cst.parse_expression(code)
    assert isinstance(subscript, cst.Subscript)
    assert subscript_key(subscript) == key


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("[1]", "a list"),
        ("(1,)", "a tuple"),
        ("{1}", "a set"),
        ("{1: 2}", "a dict"),
        ("list(a)", "a list or the like"),
    ],
)
def test_a_container_is_called_what_it_is(code: str, name: str) -> None:
    assert container_name(cst.parse_expression(code)) == name


def test_a_container_that_is_not_in_the_code_has_a_general_name() -> None:
    assert container_name(None) == "a list or the like"


def test_long_code_is_left_out_of_a_message() -> None:
    assert one_line("a" * 60) == "a" * 60
    assert one_line("a" * 61) == "..."
    assert one_line("a(\n)") == "..."
    assert one_line("a" * 61, "the value") == "the value"

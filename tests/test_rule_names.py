"""Which rules a word names."""

from __future__ import annotations

import pytest

from flake8_session_expiry.codes import all_codes, stems
from flake8_session_expiry.rule_names import NoSuchRule, named


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["DSE202"], ["DSE202"]),
        (["dse202", "BOOL-EXPIRY", "bool_expiry"], ["DSE202"]),
        (["DSE104,DSE101", "assigned-method,"], ["DSE104", "DSE101"]),
        (["DSE90"], ["DSE900", "DSE901"]),
        (["failed-rule"], ["DSE900"]),
        (["expiry_values"], [code for code in stems() if code.startswith("DSE2")]),
    ],
)
def test_codes_names_and_groups(words: list[str], codes: list[str]) -> None:
    assert named(words) == codes


def test_the_beginning_of_all_codes() -> None:
    assert set(named(["dse"])) == all_codes()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("DES202", "DSE202"),
        ("DSE2020", "DSE202"),
        ("bool-expiri", "bool-expiry (DSE202)"),
        ("assigned_methods", "assigned-method (DSE101)"),
        ("insecure-setting", "insecure-settings"),
    ],
)
def test_what_was_probably_meant(word: str, meant: str) -> None:
    with pytest.raises(NoSuchRule) as raised:
        named([word])
    assert str(raised.value) == f"there is no rule {word!r}; did you mean {meant}?"


def test_nothing_is_near() -> None:
    with pytest.raises(NoSuchRule, match="^there is no rule 'W605'$"):
        named(["W605"])

"""What certainly can be stored in a session, compared with what the rules know."""

from __future__ import annotations

from flake8_session_expiry.engine.storable_values import KNOWN_MODULES
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

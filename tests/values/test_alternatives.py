"""Operations on values that may each be one of several."""

from __future__ import annotations

import pytest

from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.value import Several, Value, constant, either
from tests.values.places import evaluate, shown


def test_alternatives_with_which_something_fails_are_left_out() -> None:
    def halves(value: Value) -> Value:
        return constant(value.constant / 2)

    assert shown(of_alternatives(halves, either(constant(4), constant("a")))) == "FLOAT 2.0"
    with pytest.raises(TypeError):
        of_alternatives(halves, either(constant("a"), constant("b")))


def test_one_of_several_results_is_no_literal() -> None:
    for branch in evaluate("60 * (1 if x else 2)").branches:
        assert branch.expr is not None and branch.origin is not branch.expr
        assert isinstance(branch.origin, Several) and branch.origin.made_by is branch.expr
    found = evaluate("60 * 2")
    assert found.expr is found.origin

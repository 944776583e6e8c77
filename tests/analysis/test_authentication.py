"""Which visitors a test is true for."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.authentication import Audience, is_for


@pytest.mark.parametrize(
    ("test", "logged_in", "anonymous"),
    [
        ("request.user.is_authenticated", True, False),
        ("request.user.is_authenticated()", True, False),
        ("request.user.is_anonymous", False, True),
        ("not request.user.is_authenticated", False, True),
        ("not request.user.is_anonymous", True, False),
        ("request.user.is_staff", False, False),
        ("request.user.is_authenticated and x", False, False),
        ("request.user.is_authenticated or x", False, False),
        ("x", False, False),
    ],
)
def test_visitors_of_a_test(test: str, logged_in: bool, anonymous: bool) -> None:
    node = cst.parse_expression(test)
    assert is_for(Audience.LOGGED_IN, node) is logged_in
    assert is_for(Audience.ANONYMOUS, node) is anonymous

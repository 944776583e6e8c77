"""Tests of the time of a login or of the last request."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.session_times import TimeTest, time_test
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen


class _Tests(Listener):
    """Reads the test of each ``if``."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.found: list[TimeTest | None] = []

    def visit_If(self, node: cst.If) -> None:
        self.found.append(time_test(self.model.types, self.model.symbols, node.test))


def found(test: str, before: str = "pass") -> TimeTest | None:
    """What is found of a test in a view."""
    code = f"import time\ndef view(request, x):\n    {before}\n    if {test}:\n        pass\n"
    (only,) = listen(_Tests, code).found
    return only


@pytest.mark.parametrize(
    ("test", "keys"),
    [
        ("time.time() - request.session['last_seen'] > 600", {"last_seen"}),
        ("time.time() > request.session.get('login_time', 0)", {"login_time"}),
        ("request.session.get('a') < time.time() < request.session['b']", None),  # a chain of comparisons
        ("time.time() == request.session['last_seen']", None),
        ("600 > request.session['last_seen']", None),  # nothing asks for now
        ("time.time() > x['last_seen']", None),
        ("x and time.time() - request.session['last_seen'] > 600", {"last_seen"}),
        ("time.time() > request.session[x]", None),
        ("time.time() - request.session['a'] > request.session['b']", {"a", "b"}),
    ],
)
def test_keys_of_a_test(test: str, keys: set[str] | None) -> None:
    only = found(test)
    assert (None if only is None else only.keys) == keys


def test_names_are_followed() -> None:
    only = found("age > 600", "age = time.time() - request.session['last_seen']")
    assert only is not None and only.keys == {"last_seen"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"last_seen"}, True),
        ({"login_time"}, True),
        ({"idle"}, True),
        ({"otp_time"}, False),
        ({"last_seen", "login_time"}, True),
        ({"last_seen", "otp_time"}, False),
        ({"last_seen", "color"}, False),
        ({"color"}, False),
        (set(), False),
    ],
)
def test_time_of_a_visit(keys: set[str], expected: bool) -> None:
    """Every key must be one of a visit."""
    assert TimeTest(keys=keys).is_about_a_visit is expected

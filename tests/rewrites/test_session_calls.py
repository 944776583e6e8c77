"""What a repair writes in sync and in async code."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.rewrites.session_calls import advised_call, in_place_of, session_call

UNKNOWN, OLD, NEW = Options(), Options(django_version=(5, 0)), Options(django_version=(5, 1))


@pytest.mark.parametrize("options", [UNKNOWN, OLD, NEW])
@pytest.mark.parametrize("method", ["set_expiry", "aset_expiry"])
def test_sync_code_calls_the_sync_method_of_every_django(options: Options, method: str) -> None:
    assert session_call(options, False, "request.session", method, "600") == "request.session.set_expiry(600)"


@pytest.mark.parametrize("method", ["set_expiry", "aset_expiry"])
def test_async_code_awaits_the_twin_where_django_is_known_to_have_it(method: str) -> None:
    assert session_call(NEW, True, "request.session", method, "600") == "await request.session.aset_expiry(600)"
    assert session_call(OLD, True, "request.session", method, "600") is None
    assert session_call(UNKNOWN, True, "request.session", method, "600") is None


def test_a_method_without_a_twin_is_called_as_it_is() -> None:
    assert session_call(UNKNOWN, True, "request.session", "clear") == "request.session.clear()"


def test_a_message_says_what_async_code_can_do_with_every_django() -> None:
    advice = [advised_call(options, True, "request.session", "set_expiry", "600") for options in (UNKNOWN, OLD, NEW)]
    assert advice == [
        "await request.session.aset_expiry(600) (Django 5.1+)",
        "await sync_to_async(request.session.set_expiry)(600)",
        "await request.session.aset_expiry(600)",
    ]
    assert advised_call(UNKNOWN, False, "s", "aflush") == "s.flush()"


@pytest.mark.parametrize(
    ("text", "code", "by"),
    [
        ("s.x().y\n", "await s.ax()", "(await s.ax())"),
        ("s.x()[0]\n", "await s.ax()", "(await s.ax())"),
        ("s.x()()\n", "await s.ax()", "(await s.ax())"),
        ("s.x().y\n", "s.z()", "s.z()"),
        ("y = s.x()\n", "await s.ax()", "await s.ax()"),
        ("f(s.x())\n", "await s.ax()", "await s.ax()"),
        ("y[s.x()]\n", "await s.ax()", "await s.ax()"),
    ],
)
def test_an_await_is_bracketed_where_something_follows_it(text: str, code: str, by: str) -> None:
    tree = SourceFile("views.py", text).tree
    (call,) = (call for call in tree.of(cst.Call) if isinstance(call.func, cst.Attribute))
    assert in_place_of(tree, call, code) == Replace(call, by)

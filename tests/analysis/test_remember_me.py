"""Whether an ``if`` tests a remember-me flag, and what the visitor wants if it is true."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.remember_me import Wish, wish
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen

REMEMBER = (
    "remember",
    "self.remember_me",
    "form.cleaned_data['remember_me']",
    "form.cleaned_data.get('remember')",
    "request.POST.get('remember_me')",
    "request.POST.get('remember', False)",
    "request.POST.get('remember', '').lower()",
    "bool(remember)",
    "not not remember",
    "remember == 'on'",
    "'on' == remember",
    "remember is True",
    "remember == 1",
    "remember is not None",
    "remember != 'off'",
    "remember != ''",
    "remember in ('on', 'true')",
    "remember not in ['off', '']",
    "'remember_me' in request.POST",
    "(remember := request.POST.get('remember'))",
    "(flag := request.POST.get('remember'))",
    "(remember)",
)
FORGET = (
    "not remember",
    "remember != 'on'",
    "remember is None",
    "remember == 0",
    "remember == False",
    "remember in ('', None)",
    "'remember' not in request.POST",
    "not request.POST.get('keep_me_logged_in')",
)
NEITHER = (
    "x",
    "x.y",
    "x()",
    "x['y']",
    "dont_remember",
    "remember_days",
    "remember and x",
    "remember or x",
    "remember == 'maybe'",
    "remember == x",
    "0 < remember < 2",
    "remember > 1",
    "remember in ('on', 'off')",
    "remember in choices",
    "'remember' in cookies",
    "'short' in request.POST",
    "int(remember, 2)",
    "request.POST.get('remember', True)",
    "request.POST.get(key)",
    "not x",
    "1",
)


class Asked(Listener):
    """Notes the wish of each ``if``."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.wishes: list[Wish | None] = []

    def visit_If(self, node: cst.If) -> None:
        self.wishes.append(wish(self.model.symbols, self.model.types, node.test))


def asked(code: str) -> Asked:
    return listen(Asked, code)


@pytest.mark.parametrize("test", REMEMBER)
def test_flag_means_remember(test: str) -> None:
    assert asked(f"if {test}: pass").wishes == [Wish.REMEMBER]


@pytest.mark.parametrize("test", FORGET)
def test_negated_flag_means_forget(test: str) -> None:
    assert asked(f"if {test}: pass").wishes == [Wish.FORGET]


@pytest.mark.parametrize("test", NEITHER)
def test_test_of_something_else_means_neither(test: str) -> None:
    assert asked(f"if {test}: pass").wishes == [None]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("remember = request.POST.get('remember') == 'on'", Wish.REMEMBER),
        ("remember = request.POST.get('remember') is None", None),
        ("remember = not request.POST.get('remember')", None),
        ("remember = 'on' if x else 'off'", None),
        ("remember = bool(x)", Wish.REMEMBER),
    ],
)
def test_name_and_the_flag_assigned_to_it_must_agree(before: str, expected: Wish | None) -> None:
    assert asked(f"def view(request):\n    {before}\n    if remember: pass").wishes == [expected]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("keep = request.POST.get('remember_me')", Wish.REMEMBER),
        ("keep = not request.POST.get('remember_me')", Wish.FORGET),
        ("keep = other", None),
        ("keep = request.POST.get('short')", None),
    ],
)
def test_another_name_is_followed(before: str, expected: Wish | None) -> None:
    assert asked(f"def view(request):\n    {before}\n    if keep: pass").wishes == [expected]

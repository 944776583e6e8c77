"""Subclasses of Django's LogoutView: which of them answer a GET in its way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.project.definitions import Variable, project_module
from flake8_session_expiry.project.logout_classes import LogoutClass, allows_get, logout_class
from tests.projectfiles import write

HEAD = """\
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LogoutView
from django.contrib.messages.views import SuccessMessageMixin
from django.views.generic import View
from elsewhere import Mixin
class Plain(LogoutView): pass
class Getting(LogoutView):
    def get(self, request): pass
class Own:
    title = "x"
"""


def logout(root: Path, code: str) -> LogoutClass | None:
    """The class ``V`` of some code below the imports."""
    write(root, {"views.py": HEAD + code})
    module = project_module(str(root / "views.py"))
    assert module is not None
    return logout_class(Variable(module, "V"))


METHODS = "class V(LogoutView):\n    http_method_names = {}\n"


@pytest.mark.parametrize(
    ("code", "keeps", "answers", "lets_through"),
    [
        ("class V(LogoutView): pass", True, False, False),
        ("class V(Plain): pass", True, False, False),
        ("class V(LogoutView):\n    template_name = 'x'", True, False, False),
        ("class V(LoginRequiredMixin, LogoutView): pass", True, False, False),
        ("class V(SuccessMessageMixin, LogoutView): pass", True, False, False),
        ("class V(LogoutView, object): pass", True, False, False),
        ("class V(Own, LogoutView): pass", True, False, False),
        ("class V(Mixin, LogoutView): pass", False, False, False),
        ("class V(View, LogoutView): pass", False, False, False),
        ("class V(missing, LogoutView): pass", False, False, False),
        ("class V(made(), LogoutView): pass", False, False, False),
        ("class V(Getting): pass", False, True, False),
        ("class V(LogoutView):\n    def get(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    async def get(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    get = LogoutView.post", False, True, False),
        ("class V(LogoutView):\n    get: object = LogoutView.post", False, True, False),
        ("class V(LogoutView):\n    def head(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    def dispatch(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    def setup(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    def http_method_not_allowed(self, request): pass", False, True, False),
        ("class V(LogoutView):\n    def as_view(self): pass", False, True, False),
        ("class V(LogoutView):\n    def __init__(self): pass", False, True, False),
        ("class V(LogoutView):\n    def post(self, request): pass", True, False, False),
        ("class V(LogoutView):\n    if x:\n        get = 1", False, True, False),
        ("class V(LogoutView):\n    try:\n        get = 1\n    except E: pass", False, True, False),
        (METHODS.format("['post', 'options']"), True, False, False),
        (METHODS.format("('post',)"), True, False, False),
        (METHODS.format("['get', 'post']"), False, False, True),
        (METHODS.format("('get',)"), False, False, True),
        (METHODS.format("{'get'}"), False, False, True),
        (METHODS.format("['GET']"), True, False, False),
        (METHODS.format("['post', x]"), False, False, False),
        (METHODS.format("['get', x]"), False, False, True),
        (METHODS.format("ALL"), False, False, False),
        ("class V(LogoutView):\n    http_method_names: list = ['get']", False, False, True),
        # The last assignment and the nearest class count.
        ("class V(LogoutView):\n    http_method_names = ['get']\n    http_method_names = ['post']", True, False, False),
        ("class A(LogoutView):\n    http_method_names = ['get']\nclass V(A): pass", False, False, True),
        (
            "class A(LogoutView):\n    http_method_names = ['get']\nclass V(A):\n    http_method_names = ['post']",
            *(True, False, False),
        ),
    ],
)
def test_what_comes_of_a_get(tmp_path: Path, code: str, keeps: bool, answers: bool, lets_through: bool) -> None:
    found = logout(tmp_path, f"{code}\n")
    assert found is not None
    assert (found.keeps_get, found.answers_itself, found.lets_get_through) == (keeps, answers, lets_through)


@pytest.mark.parametrize(
    "code", ["class V: pass", "class V(View): pass", "class V(Own): pass", "class V(V): pass", "V = 1", "def V(): pass"]
)
def test_no_logout(tmp_path: Path, code: str) -> None:
    assert logout(tmp_path, f"{code}\n") is None


@pytest.mark.parametrize(("bases", "is_known"), [(6, True), (7, False)])
def test_bases_are_followed_up_to_a_depth(tmp_path: Path, bases: int, is_known: bool) -> None:
    chain = "".join(f"class B{number}(B{number + 1}): pass\n" for number in range(1, bases))
    found = logout(tmp_path, f"class V(B1): pass\n{chain}class B{bases}(LogoutView): pass\n")
    assert (found is not None) is is_known


def test_methods_that_are_not_known() -> None:
    assert allows_get(None) is None
    assert allows_get(ast.parse("x", mode="eval").body) is None

"""Which expressions are the user of the request."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.request_users import RequestUser, RequestUsers, saves_password
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen

IMPORTS = (
    "from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm\n"
    "from django.contrib.auth.models import User\n"
    "from django.shortcuts import get_object_or_404\n"
)


class _Users(Listener):
    """Asks of the argument of ``check(...)``, at its place."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.users = RequestUsers(model.types, model.symbols, model.here)
        self.found: list[RequestUser | None] = []
        self.forms: list[bool] = []

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "check":
            self.found.append(self.users.at(node.args[0].value))
        elif isinstance(node.func, cst.Name) and node.func.value == "check_form":
            self.forms.append(self.users.is_password_form_class(node.args[0].value))


def user(code: str) -> RequestUser | None:
    """The user that stands in ``check(...)`` of a view."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    (found,) = listen(_Users, f"{IMPORTS}async def view(request, x):\n{body}\n").found
    return found


ITSELF = RequestUser("request", "request.user", is_itself=True)
OF_FORM = RequestUser("request", "form.user", is_itself=True)
OTHER = RequestUser("request", "request.user", is_itself=False)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("check(request.user)", ITSELF),
        ("check(request.users)", None),
        ("check(x.user)", None),
        ("user = request.user\ncheck(user)", RequestUser("request", "user", is_itself=True)),
        ("check(await request.auser())", RequestUser("request", "await request.auser()", is_itself=False)),
        ("check(await request.auser(x))", None),
        ("check(await x.auser())", None),
        *((f"check(User.objects.get({key}=request.user.{key}))", OTHER) for key in ("pk", "id", "username", "email")),
        ("check(User.objects.get(pk=request.user))", OTHER),
        ("check(User.objects.get(id__exact=request.user.id))", OTHER),
        ("check(User.objects.get(name=request.user.name))", None),
        ("check(User.objects.get(pk=request.user.group))", None),
        ("check(User.objects.get(request.user.pk))", None),
        ("check(User.objects.get(team=x, pk=request.user.pk))", OTHER),
        ("check(User.objects.filter(pk=request.user.pk).only('pk').first())", OTHER),
        ("check(User.objects.exclude(pk=request.user.pk).first())", None),
        ("check(get_object_or_404(User, username=request.user))", OTHER),
        ("check(get_list_or_404(User, username=request.user))", None),
        ("form = PasswordChangeForm(request.user, x)\ncheck(form.save())", OF_FORM),
        ("form = PasswordChangeForm(x, data=request.user)\ncheck(form.save())", None),
        ("form = PasswordChangeForm(*request.user)\ncheck(form.save())", None),
        ("form = SetPasswordForm(data=x, user=request.user)\ncheck(form.user)", OF_FORM),
        ("form = PasswordForm(request.user)\ncheck(form.save())", None),
        ("form = UserForm(x, instance=request.user)\ncheck(form.save())", ITSELF),
        ("form = UserForm(x, initial=request.user)\ncheck(form.save())", None),
        ("check(self.get_object())", None),
    ],
)  # fmt: skip
def test_user_of_request(code: str, expected: RequestUser | None) -> None:
    assert user(code) == expected


@pytest.mark.parametrize(("names", "is_found"), [(5, True), (6, False)])
def test_names_are_followed_so_far(names: int, is_found: bool) -> None:
    chain = "".join(f"a{number} = a{number - 1}\n" for number in range(1, names))
    assert (user(f"a0 = request.user\n{chain}check(a{names - 1})") is not None) == is_found


@pytest.mark.parametrize(("names", "is_found"), [(3, True), (4, False)])
def test_names_are_followed_so_far_behind_a_form(names: int, is_found: bool) -> None:
    chain = "".join(f"a{number} = a{number - 1}\n" for number in range(1, names))
    found = user(f"a0 = request.user\n{chain}form = PasswordChangeForm(a{names - 1})\ncheck(form.user)")
    assert (found is not None) == is_found


SELF = RequestUser("self.request", "self.request.user", is_itself=True)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("def get_object(self):\n        return self.request.user", SELF),
        ("def get_object(self):\n        return self.request.account", None),
        ("def get_object(self):\n        return", None),
        ("def get_object(self):\n        pass", None),
        ("def get_object(self):\n        if a:\n            return x\n        return self.request.user", None),
        ("def get_object(self):\n        if a:\n            return\n        return self.request.user", None),
        ("def get_objects(self):\n        return self.request.user", None),
        ("get_object = return_user", None),
        (
            "def get_object(self):\n        return self.request.user\n    def get_object(self):\n        return x",
            None,
        ),
    ],
)
def test_method_that_returns_the_user(method: str, expected: RequestUser | None) -> None:
    code = (
        "from django.views.generic import View\n"
        f"class Change(View):\n    {method}\n    def post(self, request):\n        check(self.get_object())\n"
    )
    assert listen(_Users, code).found == [expected]


def test_method_of_another_object() -> None:
    code = (
        "from django.views.generic import View\n"
        "class Change(View):\n    def get_object(self):\n        return self.request.user\n"
        "    def post(self, request, other):\n        check(other.get_object())\n"
    )
    assert listen(_Users, code).found == [None]


@pytest.mark.parametrize(
    ("classes", "is_form"),
    [
        ("class Own(PasswordChangeForm): pass", True),
        ("class Own(Mixin, PasswordChangeForm): pass", True),
        ("class Own(Mixin): pass", False),
        ("class Own(PasswordChangeForm):\n    def save(self): pass", False),
        ("class Base(PasswordChangeForm): pass\nclass Own(Base): pass", True),
        ("class Own(Other): pass\nclass Other(Own): pass", False),
        ("class Own(PasswordChangeForm): pass\nclass Own(Mixin): pass", False),
    ],
)
def test_password_form(classes: str, is_form: bool) -> None:
    """A class that is its own base, which Python refuses, is none."""
    assert listen(_Users, f"{IMPORTS}{classes}\ncheck_form(Own)\n").forms == [is_form]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("user.save()", True),
        ("user.save(update_fields=['password'])", True),
        ("user.save(update_fields={'name', 'password'})", True),
        ("user.save(update_fields=('name',))", False),
        ("user.save(update_fields=fields)", False),
        ("user.save(using='password')", True),
    ],
)
def test_fields_that_are_saved(call: str, expected: bool) -> None:
    node = cst.parse_expression(call)
    assert isinstance(node, cst.Call)
    assert saves_password(node) is expected

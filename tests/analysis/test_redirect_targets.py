"""Where a view sends its visitor."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.redirect_targets import RedirectTarget, RedirectTargets
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen

IMPORTS = (
    "from django.http import HttpResponseRedirect\n"
    "from django.shortcuts import redirect, resolve_url\n"
    "from django.urls import reverse, reverse_lazy\n"
    "from django.views.generic import DeleteView, RedirectView\n"
)


class _Targets(Listener):
    """Each target of a module."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.targets = RedirectTargets(model.types, model.symbols, model.here)
        self.found: list[RedirectTarget] = []

    def visit_Call(self, node: cst.Call) -> None:
        self._add(self.targets.of_call(node))

    def visit_Assign(self, node: cst.Assign) -> None:
        self._add(self.targets.of_class(node))

    def visit_Return(self, node: cst.Return) -> None:
        self._add(self.targets.of_return(node))

    def _add(self, found: RedirectTarget | None) -> None:
        if found is not None:
            self.found.append(found)


def targets(code: str) -> list[str]:
    """``name x`` or ``path x`` of each target."""
    found = listen(_Targets, IMPORTS + code).found
    return [f"name {each.name}" if each.name is not None else f"path {each.path}" for each in found]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("redirect('logout')", ["name logout"]),
        ("redirect(to='logout', permanent=True)", ["name logout"]),
        ("redirect('/logout/')", ["path /logout/"]),
        ("redirect('/logout/?next=/#top')", ["path /logout/"]),
        ("redirect('logout/')", []),  # relative to the page
        ("redirect('//logout')", []),  # another host
        ("redirect('logout', 1)", []),  # arguments of the route
        ("redirect('logout', pk=1)", []),
        ("redirect()", []),
        ("redirect(x)", []),
        ("redirect(reverse('logout'))", ["name logout"]),
        ("redirect(reverse('logout', current_app='shop'))", ["name logout"]),
        ("redirect(reverse('logout', args=[1]))", []),
        ("redirect(reverse('logout', args=[1], current_app='shop'))", []),
        ("redirect(reverse('logout', None))", []),
        ("redirect(reverse(viewname='logout'))", []),
        ("redirect(reverse(x))", []),
        ("redirect(str(reverse_lazy('logout')))", ["name logout"]),
        ("redirect(resolve_url('logout'))", ["name logout"]),
        ("redirect(resolve_url('/logout/'))", ["path /logout/"]),
        ("redirect(resolve_url('logout', 1))", []),
        ("redirect(reverse('logout') + '?next=/')", ["name logout"]),
        ("redirect(reverse('logout') + 'now/')", []),
        ("redirect(f\"{reverse('logout')}?next=/\")", ["name logout"]),
        ("redirect('%s?next=%s' % (reverse('logout'), x))", ["name logout"]),
        ("HttpResponseRedirect('/logout/')", ["path /logout/"]),
        ("HttpResponseRedirect('logout')", []),
        ("HttpResponseRedirect(redirect_to='/logout/')", ["path /logout/"]),
        ("HttpResponseRedirect('/logout/', preserve_request=True)", []),
        ("HttpResponseRedirect()", []),
        ("RedirectView.as_view(url='/logout/')", ["path /logout/"]),
        ("RedirectView.as_view(pattern_name='logout')", ["name logout"]),
        ("RedirectView.as_view(pattern_name='logout', url='/bye/')", ["path /bye/"]),
        ("RedirectView.as_view(permanent=True)", []),
        ("DeleteView.as_view(url='/logout/')", []),
    ],
)
def test_target_of_a_call(call: str, expected: list[str]) -> None:
    assert targets(f"def view(request, x):\n    {call}\n") == expected


@pytest.mark.parametrize(("names", "is_found"), [(4, True), (5, False)])
def test_names_are_followed_so_far(names: int, is_found: bool) -> None:
    chain = "".join(f"    a{number} = a{number - 1}\n" for number in range(1, names))
    code = f"def view(request):\n    a0 = '/logout/'\n{chain}    HttpResponseRedirect(a{names - 1})\n"
    assert targets(code) == (["path /logout/"] if is_found else [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("success_url = '/logout/'", ["path /logout/"]),
        ("success_url = reverse_lazy('logout')", ["name logout"]),
        ("success_url = other = '/logout/'", []),
        ("pattern_name = 'logout'", []),  # of a RedirectView alone
        ("def get_success_url(self):\n        return '/logout/'", ["path /logout/"]),
        ("def get_redirect_url(self):\n        return '/logout/'", ["path /logout/"]),
        ("def get_absolute_url(self):\n        return '/logout/'", []),
        ("def get_success_url(self):\n        return", []),
        ("def post(self):\n        success_url = '/logout/'", []),
    ],
)
def test_target_of_a_view(body: str, expected: list[str]) -> None:
    assert targets(f"class Delete(DeleteView):\n    {body}\n") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pattern_name = 'logout'", ["name logout"]),
        ("url = '/logout/'", ["path /logout/"]),
        ("urls = '/logout/'", []),
    ],
)
def test_target_of_a_redirect_view(body: str, expected: list[str]) -> None:
    assert targets(f"class Away(RedirectView):\n    {body}\n") == expected
    assert targets(body) == []

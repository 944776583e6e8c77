"""Whoever changes his password is logged out by it, and loses what the session held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site

NEW = {"new_password": "q", "new": "q"}
FORM = {"new_password1": "Xk9-longer", "new_password2": "Xk9-longer"}


def ends(data: Mapping[str, Any]) -> Callable[[Site, Block], None]:
    """The next request is anonymous, and the session empty."""

    def claim(site: Site, code: Block) -> None:
        site.login("ann")
        site.remember(cart=[1])
        assert not site.visit(code, data=data).failed
        opened = site.open()
        assert (opened.user, opened.data) == (None, {})

    return claim


def goes_on(data: Mapping[str, Any]) -> Callable[[Site, Block], None]:
    """The user stays logged in with his data, under a new key; another browser of his does not."""

    def promise(site: Site, code: Block) -> None:
        site.login("ann")
        site.remember(cart=[1])
        other = site.other()
        site.login("ann", other)
        before = site.cookie
        assert not site.visit(code, data=data).failed
        opened = site.open()
        assert (opened.user, opened.data) == ("ann", {"cart": [1]})
        assert site.cookie != before
        assert other.user() is None
        if site.engine != "signed_cookies":
            assert site.replay(before).user is None

    return promise


@proof("dse322_password_change_ends_session", promise=goes_on(NEW))
def test_set_password_ends_the_login(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof(
    "dse322_password_change_ends_session",
    block=1,
    instead=1,
    since=(5, 0),
    before=(6, 0),
    fix=False,
    promise=goes_on(NEW),
)
def test_so_it_does_in_async_code(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof("dse322_password_change_ends_session", block=1, instead=1, since=(6, 0), promise=goes_on(NEW))
def test_so_it_does_in_async_code_where_the_twin_helps(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof(
    "dse322_password_change_ends_session",
    case="a form whose user is kept",
    instead=None,
    promise=goes_on(FORM),
)
def test_a_form_does_so_too(site: Site, code: Block) -> None:
    ends(FORM)(site, code)


@proof("dse322_password_change_ends_session", case="fetched again", instead=None, promise=goes_on(NEW))
def test_another_object_of_the_user(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof("dse322_password_change_ends_session", case="the stale request.user is told", instead=None, promise=goes_on(NEW))
def test_the_stale_user_knows_nothing_of_it(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof("dse322_password_change_ends_session", case="told before it changes", instead=None, promise=goes_on(NEW))
def test_before_the_change_it_does_nothing(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


@proof("dse322_password_change_ends_session", case="the hash is made by hand", instead=None, promise=goes_on(NEW))
def test_a_hash_that_is_made_by_hand(site: Site, code: Block) -> None:
    ends(NEW)(site, code)


FORMS = """
from django.contrib.auth.forms import AdminPasswordChangeForm, PasswordChangeForm, SetPasswordForm

def view(request):
    form = {form}(request.user, request.POST)
    if form.is_valid():
        form.save()
"""
SENT = {**FORM, "old_password": "p", "password1": "Xk9-longer", "password2": "Xk9-longer"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["PasswordChangeForm", "SetPasswordForm", "AdminPasswordChangeForm"])
def test_each_of_the_forms_ends_the_login(engine: str, form: str) -> None:
    with site(engine) as fresh:
        ends(SENT)(fresh, Block("dse322_password_change_ends_session", form, FORMS.format(form=form)))

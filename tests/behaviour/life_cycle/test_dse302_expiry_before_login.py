"""If somebody else was logged in, login() flushes the session and with it the expiry that was just set."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, Visit, proof
from tests.behaviour.proving.site import site


def log_ann_in(site: Site, code: Block) -> Visit:
    from django.contrib.auth.models import User

    user = User.objects.get(username="ann")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    return site.visit(code, kwargs={"user": user})


def is_kept_by_the_new_user(site: Site, code: Block) -> None:
    site.login("bob")
    assert log_ann_in(site, code).max_age == 600
    site.wait(590)
    assert site.user() == "ann"
    site.wait(20)
    assert site.user() is None
    assert log_ann_in(site, code).max_age == 600


@proof("dse302_expiry_before_login", asynchronous=True, promise=is_kept_by_the_new_user)
def test_lost_if_another_user_was_logged_in(site: Site, code: Block) -> None:
    site.login("bob")
    assert log_ann_in(site, code).max_age == 1209600


@proof("dse302_expiry_before_login", instead=None, fix=False, same=False)
def test_it_is_kept_where_nobody_was_logged_in(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    assert log_ann_in(site, code).max_age == 600
    assert site.open().data == {"cart": [1]}


@proof("dse302_expiry_before_login", promise=is_kept_by_the_new_user)
def test_lost_if_the_password_was_changed_meanwhile(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.login("ann")
    user = User.objects.get(username="ann")
    user.set_password("new")
    user.save()
    assert log_ann_in(site, code).max_age == 1209600


SENT = {"username": "ann", "password": "p"}


def is_kept_by_who_logs_in(site: Site, code: Block) -> None:
    site.login("bob")
    assert site.visit(code, data=SENT).max_age == 600
    assert site.user() == "ann"


@proof(
    "dse302_expiry_before_login",
    case="before the view of the login, by its module and with more arguments",
    instead=None,
    promise=is_kept_by_who_logs_in,
)
def test_lost_before_the_view_of_the_login(site: Site, code: Block) -> None:
    site.login("bob")
    assert site.visit(code, data=SENT).max_age == 1209600
    assert site.user() == "ann"


@proof(
    "dse302_expiry_before_login",
    case="before post of a login view",
    instead=None,
    promise=is_kept_by_who_logs_in,
)
def test_lost_before_post(site: Site, code: Block) -> None:
    site.login("bob")
    assert site.visit(code, data=SENT).max_age == 1209600
    assert site.user() == "ann"


FORM_VALID = """
from django.contrib.auth.views import LoginView

class Login(LoginView):
    def form_valid(self, form):
        {statements}
"""
AFTER = (
    "response = super().form_valid(form)",
    "self.request.session.set_expiry(600)",
    "return response",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_after_form_valid_it_is_kept_and_before_it_lost(engine: str) -> None:
    for statements, age in ((AFTER, 600), ((AFTER[1], AFTER[0], AFTER[2]), 1209600)):
        with site(engine) as fresh:
            fresh.login("bob")
            code = Block("advice", "form_valid", FORM_VALID.format(statements="\n        ".join(statements)))
            assert fresh.visit(code, data=SENT).max_age == age
            assert fresh.user() == "ann"

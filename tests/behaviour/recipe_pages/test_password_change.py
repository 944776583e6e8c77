"""A new password: this browser stays, every other one and every copy is out."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tests.behaviour.proving import ENGINES
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("password_change")
FORM = {"old_password": "p", "new_password1": "a longer one 4711", "new_password2": "a longer one 4711"}


@pytest.mark.parametrize("engine", ENGINES)
def test_this_browser_stays_and_all_others_are_out(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        fresh.remember(cart=[1])
        other = fresh.other()
        fresh.login(browser=other)
        copied = fresh.cookie
        visit = fresh.visit(CODE["accounts/views.py"], "change_password", data=FORM)
        assert visit.status == 302
        assert (fresh.open().user, fresh.open().data) == ("ann", {"cart": [1]})
        assert fresh.cookie != copied
        assert other.user() is None
        assert fresh.replay(copied).user is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wrong_old_password_changes_nothing(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        visit = fresh.visit(CODE["accounts/views.py"], "change_password", data={**FORM, "old_password": "wrong"})
        assert visit.status == 200
        assert fresh.user() == "ann"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_that_does_not_ask_who_it_is_still_sees_the_data_of_another_browser(engine: str) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.session.get("cart")))

    with site(engine) as fresh:
        other = fresh.other()
        fresh.login(browser=other)
        other.get(lambda request: request.session.update({"cart": "tea"}))
        fresh.login()
        fresh.visit(CODE["accounts/views.py"], "change_password", data=FORM)
        assert other.get(page).body == "tea"
        assert other.user() is None
        assert other.get(page).body == "None"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("logs_in", (False, True))
def test_a_reset_ends_the_session_of_the_browser_that_does_it(logs_in: bool, engine: str) -> None:
    view: Any = PasswordResetConfirmView.as_view(
        template_name="page.html",
        success_url="/done/",
        post_reset_login=logs_in,
        post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
    )
    with site(engine) as fresh:
        fresh.login()
        fresh.remember(cart="tea")
        user = User.objects.get(username="ann")
        uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
        fresh.get(partial(view, uidb64=uid, token=token), path="/reset/")
        passwords = {name: FORM[name] for name in ("new_password1", "new_password2")}
        visit = fresh.get(partial(view, uidb64=uid, token="set-password"), path="/reset/", data=passwords)
        assert (visit.status, visit.headers["Location"]) == (302, "/done/")
        after = fresh.open()
        assert (after.user, after.data) == ("ann" if logs_in else None, {})

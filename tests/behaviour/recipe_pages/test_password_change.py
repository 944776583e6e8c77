"""A new password: this browser stays, every other one and every copy is out."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse

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

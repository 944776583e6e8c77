"""A coroutine that nobody awaits does nothing: no expiry, no logout, and a condition that is always true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django
import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Block, Site, Visit, advice_keeps, lasts, logs_out, proof
from tests.behaviour.proving.site import site

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@proof("dse106_unawaited_coroutine", since=(5, 1), promise=lasts(300))
def test_no_expiry_is_set(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert any("was never awaited" in warning for warning in visit.warnings)


@proof("dse106_unawaited_coroutine", block=1, instead=1, since=(5, 1), promise=logs_out())
def test_the_user_stays_logged_in_after_aflush(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


def only_short_sessions_are_shortened(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).cookie is None

    def until_the_browser_closes(request: HttpRequest) -> None:
        request.session.set_expiry(0)

    site.get(until_the_browser_closes)
    assert site.visit(code).max_age == 300


@proof("dse106_unawaited_coroutine", block=2, instead=2, since=(5, 1), promise=only_short_sessions_are_shortened)
def test_a_coroutine_is_always_true(site: Site, code: Block) -> None:
    assert site.visit(code).max_age == 300


@proof("dse106_unawaited_coroutine", block=3, instead=3, since=(5, 0), promise=logs_out())
def test_the_user_stays_logged_in_after_alogout(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse106_unawaited_coroutine", before=(5, 1), instead=None, fix=False)
def test_older_sessions_have_no_such_method(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "aset_expiry")


@proof("dse106_unawaited_coroutine", case="a Django without the method, sync", before=(5, 1), promise=lasts(300))
def test_the_sync_method_is_there_in_older_versions(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "aset_expiry")


def logs_in(site: Site, code: Block) -> None:
    assert not site.visit(code, "view", kwargs={"user": ann()}).failed
    assert site.user() == "ann"


def ann() -> User:
    from django.contrib.auth.models import User

    return User.objects.get(username="ann")


@proof("dse106_unawaited_coroutine", case="alogin without await", since=(5, 0), promise=logs_in)
def test_nobody_is_logged_in_after_alogin(site: Site, code: Block) -> None:
    assert not site.visit(code, "view", kwargs={"user": ann()}).failed
    assert site.user() is None


REHASH = """
from django.contrib.auth import {name}

async def view(request):
    user = await request.auser()
    user.set_password("new")
    await user.asave()
    {call}
"""
IN_SYNC = """
from asgiref.sync import sync_to_async
from django.contrib.auth import update_session_auth_hash

async def view(request):
    @sync_to_async
    def change():
        user = request.user
        user.set_password("new")
        user.save()
        update_session_auth_hash(request, user)

    await change()
"""


def changes_password(fresh: Site, call: str) -> Visit:
    """What comes of an async view that changes the password of a user who is logged in, and ends in this call."""
    fresh.login("ann")
    name = "aupdate_session_auth_hash" if "aupdate" in call else "update_session_auth_hash"
    return fresh.visit(Block("dse106_unawaited_coroutine", "password", REHASH.format(name=name, call=call)))


@pytest.mark.skipif(django.VERSION < (5, 0), reason="there is no aupdate_session_auth_hash before Django 5.0")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_password_change_ends_the_session_without_await(engine: str) -> None:
    with site(engine) as fresh:
        assert not changes_password(fresh, "aupdate_session_auth_hash(request, user)").failed
        assert fresh.user() is None


@pytest.mark.skipif(django.VERSION < (5, 1), reason="Django 5.0 ends the session in it")
@pytest.mark.parametrize("engine", ENGINES)
def test_with_await_it_works_since_django_6_0(engine: str) -> None:
    with site(engine) as fresh:
        visit = changes_password(fresh, "await aupdate_session_auth_hash(request, user)")
        if django.VERSION < (6, 0):
            assert isinstance(visit.error, SynchronousOnlyOperation)
        else:
            assert fresh.user() == "ann"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sync_function_that_does_it_all_works_in_every_version(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        assert not fresh.visit(Block("dse106_unawaited_coroutine", "password", IN_SYNC)).failed
        assert fresh.user() == "ann"


def stores_the_theme(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.open().data == {"theme": "dark"}


@proof("dse106_unawaited_coroutine", case="aset in async code", since=(5, 1), promise=stores_the_theme)
def test_aset_stores_nothing(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.open().data == {}


def as_function(code: Block) -> Block:
    """The method ``get`` of a class-based view as a view of its own."""
    lines = code.text.partition("async def get")[2].replace("self.", "").replace("(self, ", "(").splitlines()
    return Block(code.stem, code.origin, "\n".join(["async def view" + lines[0], *lines[1:]]))


def renews_the_key(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    before = site.cookie
    assert site.visit(as_function(code)).cookie is not None
    assert site.cookie != before or site.engine == "signed_cookies"
    assert site.open().data == {"cart": [1]}


@proof("dse106_unawaited_coroutine", case="a method of a class in async code", since=(5, 1), promise=renews_the_key)
def test_acycle_key_and_asave_do_nothing(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    before = site.cookie
    visit = site.visit(as_function(code))
    assert not visit.failed
    assert visit.cookie is None
    assert site.cookie == before


def finds_the_second_step(site: Site, code: Block) -> None:
    asking = Block(code.stem, code.origin, code.text.rstrip() + "\n    return HttpResponse('other')\n")
    assert site.visit(asking).body == "other"
    site.remember(step=2)
    assert site.visit(asking).body == ""
    site.remember(step=2, cart=[1])
    assert site.visit(asking).body == "other"


@proof("dse106_unawaited_coroutine", case="compared with a value", since=(5, 1), promise=finds_the_second_step)
def test_a_coroutine_equals_no_value(site: Site, code: Block) -> None:
    site.remember(step=2)
    asking = Block(code.stem, code.origin, code.text.rstrip() + "\n    return HttpResponse('other')\n")
    assert site.visit(asking).body == "other"


@proof("dse106_unawaited_coroutine", case="alogout in sync code", since=(5, 0), promise=logs_out())
def test_the_user_stays_logged_in_in_sync_code_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse106_unawaited_coroutine", case="alogout without await", before=(5, 0), instead=None, fix=False)
def test_older_versions_have_no_alogout(site: Site, code: Block) -> None:
    with pytest.raises(ImportError, match="alogout"):
        site.visit(code)


SYNC_TO_ASYNC = """
from asgiref.sync import sync_to_async
from django.contrib.auth import login, logout

async def view(request, user=user):
    await sync_to_async({call})({arguments})
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_sync_to_async_is_there_in_every_version(engine: str) -> None:
    expiry = SYNC_TO_ASYNC.format(call="request.session.set_expiry", arguments="300")
    advice_keeps(lasts(300), engine, expiry)
    advice_keeps(logs_out(), engine, SYNC_TO_ASYNC.format(call="logout", arguments="request"))
    advice_keeps(logs_out(), engine, SYNC_TO_ASYNC.format(call="request.session.flush", arguments=""))

    def logs_ann_in(site: Site, code: Block) -> None:
        site.visit(code)
        assert site.user() == "ann"

    given = "request, user, 'django.contrib.auth.backends.ModelBackend'"
    advice_keeps(logs_ann_in, engine, SYNC_TO_ASYNC.format(call="login", arguments=given))

"""What a sync session method returns cannot be awaited."""

from __future__ import annotations

import pytest
from django.core.exceptions import SynchronousOnlyOperation

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, lasts, logs_out, proof


@proof("dse113_awaited_sync_method", since=(5, 1), promise=lasts(300))
def test_awaiting_the_result_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "await")


# With a database it fails before that, when the session is loaded.
@proof("dse113_awaited_sync_method", since=(5, 1), promise=lasts(300))
def test_it_fails_for_a_returning_visitor_too(site: Site, code: Block) -> None:
    site.login("ann")
    database = site.engine == "db"
    assert site.visit(code).raised(SynchronousOnlyOperation if database else TypeError, "view")


@proof("dse113_awaited_sync_method", before=(5, 1), instead=None, fix=False)
def test_awaiting_the_result_fails_in_older_versions_too(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "await")


@proof("dse113_awaited_sync_method", block=1, instead=1, since=(5, 0), promise=logs_out())
def test_awaiting_logout_fails(site: Site, code: Block) -> None:
    assert site.visit(code, browser=site.other()).raised(TypeError, "view", "await")
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


@proof("dse113_awaited_sync_method", block=1, before=(5, 0), instead=None, fix=False)
def test_awaiting_logout_fails_in_older_versions_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(SynchronousOnlyOperation, "view")


def logs_in(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    ann = User.objects.get(username="ann")
    assert not site.visit(code, "view", kwargs={"user": ann}).failed
    assert site.user() == "ann"


@proof("dse113_awaited_sync_method", case="login alone, Django 5.0", since=(5, 0), promise=logs_in)
def test_awaiting_login_fails(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    ann = User.objects.get(username="ann")
    assert site.visit(code, "view", kwargs={"user": ann}).failed


@proof("dse113_awaited_sync_method", case="clear has no twin", instead=None, fix=False)
def test_awaiting_clear_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "await")


@pytest.mark.parametrize("engine", ENGINES)
def test_clear_works_without_await(engine: str) -> None:
    def empties(site: Site, code: Block) -> None:
        site.remember(cart=[1])
        site.visit(code)
        assert site.open().data == {}

    advice_keeps(empties, engine, "async def view(request):\n    request.session.clear()")


IN_THREAD = """
from asgiref.sync import sync_to_async
from django.contrib.auth import logout

async def view(request):
    await sync_to_async({call})
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_sync_to_async_is_there_in_every_version(engine: str) -> None:
    advice_keeps(lasts(300), engine, IN_THREAD.format(call="request.session.set_expiry)(300"))
    advice_keeps(logs_out(), engine, IN_THREAD.format(call="logout)(request"))

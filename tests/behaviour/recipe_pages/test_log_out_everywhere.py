"""Log out everywhere: no login from before counts any more, on any engine; a new one does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.code import execute
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("log_out_everywhere")


@contextmanager
def installed(fresh: Site) -> Iterator[None]:
    """The recipe's app ``accounts``, with its table."""
    package, models = ModuleType("accounts"), ModuleType("accounts.models")
    vars(models).update(execute(CODE["accounts/models.py"], {}))
    table = models.LoggedOutEverywhere
    with mock.patch.dict(sys.modules, {"accounts": package, "accounts.models": models}):
        with connection.schema_editor() as editor:
            editor.create_model(table)
        try:
            fresh.install(CODE["accounts/everywhere.py"], "LoggedOutEverywhereMiddleware")
            yield
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(table)
            apps.all_models["accounts"].clear()
            apps.clear_cache()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_login_from_before_is_out(engine: str) -> None:
    with site(engine) as fresh, installed(fresh):
        fresh.login()
        other, bob = fresh.other(), fresh.other()
        fresh.login(browser=other)
        fresh.login("bob", browser=bob)
        copied = fresh.cookie
        fresh.wait(1)
        visit = fresh.visit(CODE["accounts/everywhere.py"], "log_out_everywhere", data={})
        assert (visit.status, visit.headers["Location"]) == (302, "/login/")
        assert fresh.user() is None
        assert other.user() is None
        assert fresh.replay(copied).user is None
        assert bob.user() == "bob"
        fresh.wait(1)
        fresh.login()
        assert fresh.user() == "ann"

"""Log out everywhere: no login from before counts any more, on any engine; a new one does."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.code import execute
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of, pages

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


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("first", (True, False))
def test_it_goes_together_with_both_limits(first: bool, engine: str) -> None:
    """Each keeps a key of its own: with the same one, the receiver that ran last would decide what is in it."""
    absolute = blocks_of("absolute_limit")["accounts/limits.py"]
    idle = blocks_of("idle_timeout")["project/middleware.py"]
    with site(engine) as fresh, ExitStack() as undo:
        if first:
            undo.enter_context(installed(fresh))
        fresh.install(absolute, "AbsoluteLimitMiddleware")
        fresh.install(idle, "IdleTimeoutMiddleware")
        if not first:
            undo.enter_context(installed(fresh))
        fresh.login()
        assert set(fresh.open().data) == {"logged_in_at", "login_moment", "last_request_at"}
        other = fresh.other(fresh.cookie)
        fresh.visit(CODE["accounts/everywhere.py"], "log_out_everywhere", data={})
        assert other.user() is None
        # In the same second, which a whole number of seconds could not tell apart.
        fresh.login()
        assert fresh.user() == "ann"
        for _ in range(12 * 6):
            fresh.wait(590)
            assert fresh.user() == "ann"
        fresh.wait(800)
        assert fresh.user() is None


def test_receivers_of_recipes_can_stand_in_one_module() -> None:
    """Of two functions with one name in a module only the second is kept: the signal holds weak references."""
    names = [
        re.findall(r"^@receiver\(.*\)\ndef (\w+)", block.text, re.MULTILINE)
        for page in pages()
        for block in blocks_of(page).values()
    ]
    found = [name for several in names for name in several]
    assert len(found) >= 2 and len(set(found)) == len(found)

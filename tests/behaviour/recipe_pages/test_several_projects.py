"""Several projects on one host: with one name for both cookies, a login to one logs out of the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test.utils import override_settings

from tests.behaviour.pages import Block
from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.code import settings_of
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("several_projects")


@contextmanager
def wiki(engine: str, names: Block | None) -> Iterator[None]:
    """The other project: its own key, its own store, and, with the recipe, its own names."""
    other = "cache" if engine != "cache" else "db"
    own = settings_of(names) if names else {}
    with override_settings(SECRET_KEY="wiki", SESSION_ENGINE=f"django.contrib.sessions.backends.{other}", **own):
        yield


def log_in_to_both(fresh: Site, names: Block | None) -> tuple[str | None, str | None]:
    """Who is logged in to the shop and to the wiki after a login to each, in one browser."""
    fresh.login()
    with wiki(fresh.engine, names):
        fresh.login("bob")
        in_wiki = fresh.user()
    return fresh.user(), in_wiki


@pytest.mark.parametrize("engine", ENGINES)
def test_with_one_name_the_second_login_ends_the_first(engine: str) -> None:
    with site(engine) as fresh:
        assert log_in_to_both(fresh, None) == (None, "bob")


@pytest.mark.parametrize("engine", ENGINES)
def test_with_names_of_their_own_both_stay(engine: str) -> None:
    with site(engine) as fresh:
        assert log_in_to_both(fresh, CODE["wiki/settings.py"]) == ("ann", "bob")


def test_the_cache_of_the_recipe_is_a_database_and_a_prefix_of_its_own() -> None:
    entry = settings_of(CODE["wiki/caches.py"])["CACHES"]["default"]
    assert (entry["LOCATION"].rpartition("/")[2], entry["KEY_PREFIX"]) == ("1", "wiki")

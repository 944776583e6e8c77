"""Remember me: 30 days with the box, until the browser closes without it, and the server holds both to 30 days."""

from __future__ import annotations

from typing import Any

import pytest

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

DAY = 86400
CODE = blocks_of("remember_me")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def log_in(fresh: Site, **form: Any) -> Visit:
    """Send the login form of the recipe."""
    fresh.configure(CODE["project/settings.py"])
    view = fresh.view(CODE["accounts/views.py"], "RememberMeLoginView")
    visit = fresh.get(view, data={"username": "ann", "password": "p", **form})
    assert visit.status == 302
    return visit


@EVERY_ENGINE
def test_with_the_box(engine: str) -> None:
    with site(engine) as fresh:
        visit = log_in(fresh, remember_me="on")
        assert visit.max_age == 30 * DAY
        copied = fresh.cookie
        fresh.close()
        fresh.wait(29 * DAY)
        assert fresh.user() == "ann"
        fresh.wait(2 * DAY)
        assert fresh.user() is None
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_without_it_the_browser_ends_it_and_the_server_does_not(engine: str) -> None:
    with site(engine) as fresh:
        visit = log_in(fresh)
        assert visit.cookie is not None and visit.max_age is None
        copied = fresh.cookie
        assert fresh.user() == "ann"
        fresh.close()
        assert fresh.user() is None
        fresh.wait(29 * DAY)
        assert fresh.replay(copied).user == "ann"
        fresh.wait(2 * DAY)
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_the_box_of_last_time_does_not_count(engine: str) -> None:
    with site(engine) as fresh:
        log_in(fresh, remember_me="on")
        assert log_in(fresh).max_age is None
        assert log_in(fresh, remember_me="on").max_age == 30 * DAY

"""
The pages about the end of a session show what this Django does: everything is done again, and compared with the
committed data of this version. Where it differs: ``python scripts/observe_endings.py``, and read what changed.
"""

from __future__ import annotations

import json

import django
import pytest

from tests.behaviour.endings import observed
from tests.behaviour.endings.actions import ACTIONS, Action
from tests.behaviour.endings.observing import observe
from tests.behaviour.endings.observing_time import observe_time_line
from tests.behaviour.endings.time_lines import TIME_LINES, TimeLine
from tests.behaviour.versions import ALL_ENGINES, DJANGO_VERSIONS

VERSION = django.VERSION[:2]
pytestmark = pytest.mark.skipif(VERSION not in DJANGO_VERSIONS, reason="there is no committed data of this Django")


@pytest.mark.parametrize("engine", ALL_ENGINES)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_this_django_does_as_the_page_says(action: Action, engine: str) -> None:
    assert observe(engine, action) == observed.read(VERSION)["endings"][action.name][engine]


@pytest.mark.parametrize("engine", ALL_ENGINES)
@pytest.mark.parametrize("line", TIME_LINES, ids=lambda line: line.name)
def test_this_django_takes_as_long_as_the_drawing_says(line: TimeLine, engine: str) -> None:
    assert observe_time_line(engine, line) == observed.read(VERSION)["time_lines"][line.name][engine]


def test_a_changed_observation_is_noticed() -> None:
    """Logout of signed_cookies is not that of db: the comparison is of what was seen, not of nothing."""
    logout = next(action for action in ACTIONS if action.name == "logout")
    assert observe("db", logout) != observed.read(VERSION)["endings"]["logout"]["signed_cookies"]


@pytest.mark.parametrize("version", DJANGO_VERSIONS, ids=str)
def test_the_data_has_every_action_on_every_engine(version: tuple[int, int]) -> None:
    found = observed.read(version)
    assert list(found["endings"]) == [action.name for action in ACTIONS]
    assert list(found["time_lines"]) == [line.name for line in TIME_LINES]
    assert all(list(engines) == list(ALL_ENGINES) for kind in found.values() for engines in kind.values())
    assert observed.as_text(found) == observed.path_of(version).read_text("utf-8")
    assert json.loads(observed.as_text(found)) == found

"""What a rule can need of a module: met or not, before and after the project is known; as plain data."""

from __future__ import annotations

import pytest

from flake8_session_expiry.engine import needs, project_needs
from flake8_session_expiry.engine.needs import (
    ASSIGNED,
    CALLED,
    COMPUTED,
    COOKIE_SET,
    IN_FILE,
    ITEM,
    SETTINGS_FILE,
    UNKNOWN_PROJECT,
    WORD,
    Need,
    ProjectFacts,
    Shapes,
)
from flake8_session_expiry.engine.project_needs import DJANGO_SINCE, ENGINE, SESSION_COOKIE, UNSET_SETTING

KNOWN = ProjectFacts("db", (4, 2), "sid", are_known=True, lacks=lambda setting: setting == "SESSION_COOKIE_AGE")


def shapes() -> Shapes:
    """A module that calls ``flush``, sets two cookies, and is a settings module at the same time."""
    found = Shapes("from x import logout", "views.py")
    found.note(CALLED, "flush")
    found.note(COOKIE_SET, "sid")
    found.note(COOKIE_SET, "theme")
    found.note(SETTINGS_FILE)
    found.assigned = {"A": [True], "B": [COMPUTED], "C": ["x", 1]}
    return found


@pytest.mark.parametrize(
    ("need", "before", "after"),
    [
        (CALLED, True, True),
        (CALLED("flush", "pop"), True, True),
        (CALLED("pop"), False, False),
        (ITEM, False, False),
        (WORD("login", "logout"), True, True),
        (WORD("login"), False, False),
        (IN_FILE("views.py"), True, True),
        (IN_FILE("urls.py"), False, False),
        (CALLED & ITEM, False, False),
        (CALLED | ITEM, True, True),
        (ASSIGNED("A"), True, True),
        (ASSIGNED("D"), False, False),
        (ASSIGNED("A", but=(True,)), False, False),
        (ASSIGNED("A", but=(1,)), True, True),  # True is not 1
        (ASSIGNED("B", values=("x",)), True, True),  # computed: it may be that
        (ASSIGNED("C", values=("x",)), True, True),
        (ASSIGNED("C", values=(True,)), False, False),
        (ASSIGNED("C", but=("x", 1)), False, False),
        (ENGINE("db", "file"), True, True),
        (ENGINE("cache"), True, False),
        (DJANGO_SINCE(4, 2), True, True),
        (DJANGO_SINCE(5, 0), True, False),
        (SESSION_COOKIE(COOKIE_SET), True, True),
        (SESSION_COOKIE(needs.COOKIE_DELETED), False, False),
        (UNSET_SETTING("SESSION_COOKIE_AGE"), True, True),
        (UNSET_SETTING("SESSION_COOKIE_SECURE"), True, False),
    ],
    ids=repr,
)
def test_need(need: Need, before: bool, after: bool) -> None:
    assert need.met_by(shapes(), UNKNOWN_PROJECT) is before
    assert need.met_by(shapes(), KNOWN) is after


def test_cookie_of_another_name() -> None:
    facts = ProjectFacts(cookie_name="sessionid", are_known=True)
    assert not SESSION_COOKIE(COOKIE_SET).met_by(shapes(), facts)


def test_nothing_known_of_a_project_is_not_any_version() -> None:
    facts = ProjectFacts(are_known=True)
    assert not DJANGO_SINCE(5, 0).met_by(shapes(), facts) and not ENGINE("db").met_by(shapes(), facts)


@pytest.mark.parametrize(
    "need",
    [
        CALLED("b", "a") & (ITEM | WORD("x")),
        (CALLED & ITEM) | ASSIGNED("A", but=(True, None)),
        ASSIGNED("B", "A", values=("x",)),
        SESSION_COOKIE(COOKIE_SET) & UNSET_SETTING("A") & ENGINE("db") & DJANGO_SINCE(5, 0) & IN_FILE("a.py"),
    ],
    ids=repr,
)
def test_its_text_is_code_for_the_index(need: Need) -> None:
    assert eval(repr(need), {**vars(project_needs), **vars(needs)}) == need

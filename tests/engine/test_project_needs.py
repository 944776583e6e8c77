"""What a rule can need of the project of a module, before and after that is known."""

from __future__ import annotations

import pytest

from flake8_session_expiry.engine.needs import EARLY_MIDDLEWARE, UNKNOWN_PROJECT, Need, ProjectFacts, Shapes
from flake8_session_expiry.engine.project_needs import LOGOUT_ROUTE, OWN_MIDDLEWARE

KNOWN = ProjectFacts(are_known=True, uses_session_early=lambda path: path == "shop.Own", names_logout=lambda: False)


@pytest.mark.parametrize(
    ("paths", "before", "after"),
    [
        ([], False, False),
        (["cors.Middleware"], True, False),
        (["cors.Middleware", "shop.Own"], True, True),
        ([""], True, True),  # a path that is not known
    ],
)
def test_own_middleware(paths: list[str], before: bool, after: bool) -> None:
    found = Shapes("", "settings.py")
    for path in paths:
        found.note(EARLY_MIDDLEWARE, path)
    need: Need = OWN_MIDDLEWARE(EARLY_MIDDLEWARE)
    assert need.met_by(found, UNKNOWN_PROJECT) is before
    assert need.met_by(found, KNOWN) is after


def test_a_route_to_the_logout() -> None:
    found = Shapes("", "views.py")
    assert LOGOUT_ROUTE.met_by(found, UNKNOWN_PROJECT)
    assert not LOGOUT_ROUTE.met_by(found, KNOWN)
    assert LOGOUT_ROUTE.met_by(found, ProjectFacts(are_known=True, names_logout=lambda: True))

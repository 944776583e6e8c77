"""Settings of packages, and names that are nearly theirs."""

from __future__ import annotations

import pytest

from flake8_session_expiry.reference.package_settings import PACKAGES, misspelt
from flake8_session_expiry.reference.settings import SETTINGS, is_of_a_package


@pytest.mark.parametrize(
    ("name", "in_use", "meant"),
    [
        (
            "SESSION_EXPIRE_SECOND",
            ["django_session_timeout.middleware.X"],
            ("SESSION_EXPIRE_SECONDS", "django_session_timeout"),
        ),
        ("SESSION_EXPIRE_SECONDS", ["django_session_timeout.middleware.X"], None),
        ("SESSION_EXPIRE_SECOND", ["session_security"], None),
        ("SESSION_EXPIRE_SECOND", [], None),
        ("SESSION_EXPIRE", ["django_session_timeout.middleware.X"], None),
        ("SESSION_REDIS_BD", ["redis_sessions.session"], ("SESSION_REDIS_DB", "redis_sessions")),
    ],
)
def test_misspelt(name: str, in_use: list[str], meant: tuple[str, str] | None) -> None:
    assert misspelt(name, in_use) == meant


def test_settings_of_packages_are_known_as_such() -> None:
    for names in PACKAGES.values():
        assert all(is_of_a_package(name) and name not in SETTINGS for name in names)

"""
``reference/settings.py`` against the installed Django: one that adds or changes a setting fails here and says what.
"""

from __future__ import annotations

import django
import pytest
from django.conf import global_settings

from flake8_session_expiry.reference.settings import (
    ENGINE_MODULES,
    MARKERS,
    SESSION_SETTINGS,
    SETTINGS,
    SettingType,
    is_of_a_package,
    near_miss,
)

INSTALLED = django.VERSION[:2]


def test_the_session_settings_are_those_of_the_installed_django() -> None:
    theirs = {name for name in dir(global_settings) if name.startswith("SESSION_")}
    added, removed = sorted(theirs - set(SESSION_SETTINGS)), sorted(set(SESSION_SETTINGS) - theirs)
    assert not added, f"Django {django.__version__} has what reference/settings.py lacks: {', '.join(added)}"
    assert not removed, f"Django {django.__version__} lacks what reference/settings.py has: {', '.join(removed)}"


@pytest.mark.parametrize("name", SETTINGS)
def test_the_default_is_that_of_the_installed_django(name: str) -> None:
    (ours,) = SETTINGS[name].default_in(INSTALLED)
    theirs = getattr(global_settings, name)
    theirs = tuple(theirs) if isinstance(theirs, list) else theirs
    assert theirs == ours, (
        f"Django {django.__version__}: {name} is {theirs!r} by default, in reference/settings.py {ours!r}"
    )


def test_a_default_that_changed_is_ambiguous_without_a_version() -> None:
    assert SETTINGS["USE_TZ"].default_in(None) == (False, True)
    assert SETTINGS["USE_TZ"].default_in((4, 2)) == (False,)
    assert SETTINGS["USE_TZ"].default_in((5, 0)) == (True,)
    assert SETTINGS["SESSION_COOKIE_AGE"].default_in(None) == (1209600,)


@pytest.mark.parametrize("name", [name for name in SETTINGS if SETTINGS[name].type is SettingType.BOOLEAN])
def test_booleans_have_boolean_defaults(name: str) -> None:
    assert isinstance(SETTINGS[name].default, bool)


def test_the_engines_are_there() -> None:
    from importlib.util import find_spec

    assert all(find_spec(module) is not None for module in ENGINE_MODULES)


def test_markers_are_settings_of_some_django() -> None:
    gone = {"MIDDLEWARE_CLASSES", "TEMPLATE_DIRS", "TEMPLATE_LOADERS", "USE_L10N", "STATICFILES_STORAGE"}
    # These have no default in Django: a project's template or a package gives them.
    given = {"ASGI_APPLICATION", "ROOT_URLCONF"}
    assert {name for name in MARKERS if not hasattr(global_settings, name)} <= gone | given


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SESSION_COOKIES_AGE", "SESSION_COOKIE_AGE"),
        ("SESSION_EXPIRED_AT_BROWSER_CLOSE", "SESSION_EXPIRE_AT_BROWSER_CLOSE"),
        ("SESSION_EXPIRE_ON_BROWSER_CLOSE", "SESSION_EXPIRE_AT_BROWSER_CLOSE"),
        ("SESSION_COOKIE_MAX_AGE", "SESSION_COOKIE_AGE"),
        ("SESSION_AGE_COOKIE", "SESSION_COOKIE_AGE"),
        ("session_cookie_age", "SESSION_COOKIE_AGE"),
        ("SESSION_COOKE_AGE", "SESSION_COOKIE_AGE"),
        ("SESSION_COOIKE_AGE", "SESSION_COOKIE_AGE"),
        ("SESION_COOKIE_AGE", "SESSION_COOKIE_AGE"),
        ("SESSION_COOKIE_HTTP_ONLY", "SESSION_COOKIE_HTTPONLY"),
        ("SESSION_COOKIE_SAME_SITE", "SESSION_COOKIE_SAMESITE"),
        ("SESSION_SAVE_EACH_REQUEST", "SESSION_SAVE_EVERY_REQUEST"),
        ("SESSIONS_ENGINE", "SESSION_ENGINE"),
        ("SESSION__COOKIE__AGE", "SESSION_COOKIE_AGE"),
        ("SESSION_COOKIE__AGE_", "SESSION_COOKIE_AGE"),
    ],
)
def test_near_misses(wrong: str, right: str) -> None:
    assert near_miss(wrong) == right


@pytest.mark.parametrize(
    "name",
    [
        "SESSION_COOKIE_AGE",
        "SESSION_COOKIE_AGE_REMEMBER_ME",
        "SESSION_EXPIRE_SECONDS",
        "SESSION_TIMEOUT",
        "SESSION_EXPIRY",
        "SESSION_IDLE_TIMEOUT",
        "SESSION_KEY",
        "SESSION_AGE",
        "DEFAULT_SESSION_COOKIE_AGE",
        "CSRF_COOKIE_AGE",
        "LANGUAGE_COOKIE_AGE",
        "SESSION_COOKIE_NAME_PREFIX",
        "SESSION_REDIS_HOST",
        "ACCOUNT_SESSION_REMEMBER",
        "DEBUG",
    ],
)
def test_names_that_mean_something_else(name: str) -> None:
    assert near_miss(name) is None


def test_names_of_packages() -> None:
    assert is_of_a_package("SESSION_SECURITY_WARN_AFTER")
    assert not is_of_a_package("SESSION_COOKIES_AGE")

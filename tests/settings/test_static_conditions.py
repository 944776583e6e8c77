"""Which way tests go in production, by their words."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.settings.static_conditions import in_production


def truth(test: ast.expr) -> bool | None:
    """As for a module in which nothing else is known."""
    return in_production(test, truth)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("DEBUG", False),
        ("not DEBUG", True),
        ("settings.DEBUG", False),
        ("IS_PRODUCTION", True),
        ("RUNNING_TESTS", False),
        ("env.bool('DJANGO_DEBUG')", False),
        ("os.environ.get('PROD')", True),
        ("os.environ['DEV_MODE']", False),
        ("ENV == 'production'", True),
        ("ENV != 'production'", False),
        ("'local' == ENV", False),
        ("ENV in ('dev', 'test')", False),
        ("ENV not in ['dev', 'test']", True),
        ("'test' in sys.argv", False),
        ("DEBUG or TESTING", False),
        ("DEBUG and X", False),
        ("len(sys.argv) > 1 and sys.argv[1] == 'test'", False),
        ("PRODUCTION or X", True),
        ("not (DEBUG or TESTING)", True),
    ],
)
def test_condition_is_decided_by_its_words(test: str, expected: bool) -> None:
    assert truth(ast.parse(test, mode="eval").body) is expected


@pytest.mark.parametrize(
    "test",
    [
        "X",
        "USE_HTTPS",
        "ENV",
        "ENV == 'staging'",
        "ENV in ('staging', 'production')",
        "STAGING",
        "DEBUG_TOOLBAR",
        "TEST_HOST",
        "LOCAL_STORAGE",
        "1 < DEBUG < 2",
        "ENV == MODE",
        "'a' == 'a'",
        "ENV in ()",
        "ENV > 'production'",
        "env()",
        "env(NAME)",
        "options[0]",
        "DEBUG or X",
        "not X",
        "[DEBUG]",
    ],
)
def test_condition_without_such_words_is_open(test: str) -> None:
    assert truth(ast.parse(test, mode="eval").body) is None

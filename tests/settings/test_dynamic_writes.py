"""Calls that may set names of a settings module that are not in its text."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.settings.dynamic_writes import sets_any_name


@pytest.mark.parametrize(
    "code",
    [
        "globals().update(defaults)",
        "exec(text)",
        "HookableSettings(prefix)",
        "load(__name__)",
        "load(module=__name__)",
        "load(sys.modules[__name__])",
        "first(load(__name__))",
    ],
)
def test_a_call_that_may_set_any_name(code: str) -> None:
    assert sets_any_name(ast.parse(code, mode="eval").body)


@pytest.mark.parametrize(
    "code",
    [
        "logging.getLogger(__name__)",
        "structlog.get_logger(__name__)",
        "logging.getLogger().getChild(__name__)",
        "logging.Logger(__name__)",
        "importlib.import_module('.base', __name__)",
        "pkg_resources.resource_filename(__name__, 'data')",
        "importlib.resources.files(__name__)",
        "load(name)",
        "globals().get('DEBUG')",
        "'DEBUG' in globals()",
        "globals()['DEBUG']",
    ],
)
def test_a_call_that_sets_none(code: str) -> None:
    assert not sets_any_name(ast.parse(code, mode="eval").body)

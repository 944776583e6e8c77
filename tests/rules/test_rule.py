"""What a rule class must look like, and which events reach it."""

from __future__ import annotations

from collections.abc import Mapping

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.rule import Rule, code_blocks
from flake8_session_expiry.settings.events import Setting
from tests.listening import listen

PAGE = """
One sentence.

## What Django does

This.

## Flagged

    a = 1

## Use instead

    a = 2

## References

- [Sessions](https://docs.djangoproject.com/)
"""


def handler(self: Rule, event: object) -> None:
    """Stands for any method of a rule."""


WHOLE: Mapping[str, object] = {
    "__module__": "flake8_session_expiry.rules.setting_values.dse499_some_pattern",
    "__doc__": PAGE,
    "code": "DSE499",
    "since": "0.1.0",
    "needs": ASSIGNED("SESSION_COOKIE_AGE"),
    "message": "this; write that",
    "settings": frozenset({"SESSION_COOKIE_AGE"}),
    "on_setting": handler,
}


def test_rule_gets_the_settings_that_it_names() -> None:
    seen: list[str] = []

    def on_setting(self: Rule, setting: Setting) -> None:
        seen.append(setting.name)

    rule = type("SomePattern", (Rule,), {**WHOLE, "on_setting": on_setting})
    code = "SESSION_COOKIE_AGE = 1\nSESSION_ENGINE = 'x'\nSESSION_COOKIE_AGE = 2\n"
    listen(rule, code, "settings.py", Options())
    assert seen == ["SESSION_COOKIE_AGE", "SESSION_COOKIE_AGE"]


def test_code_blocks_are_dedented_and_apart() -> None:
    assert code_blocks("    a = 1\n\n    b = 2\n\nor\n\n    c = 3\n") == ["a = 1\n\nb = 2\n", "c = 3\n"]

"""What a rule class must look like, and which events reach it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.rule import Rule, code_blocks, declaration_problem
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
    "needs": ASSIGNED("SESSION_COOKIE_AGE"),
    "message": "this; write that",
    "settings": frozenset({"SESSION_COOKIE_AGE"}),
    "on_setting": handler,
}


def test_whole_declaration_is_accepted() -> None:
    assert declaration_problem(type("SomePattern", (Rule,), dict(WHOLE))) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"code": "DSE4990"}, "no code of the form"),
        ({"__module__": "flake8_session_expiry.rules.setting_values.dse499_other"}, "module name is not"),
        ({"__module__": "flake8_session_expiry.rules.life_cycle.dse499_some_pattern"}, "does not belong into"),
        ({"needs": None}, "does not say what it needs"),
        ({"message": "this."}, "ends in a dot"),
        ({"__doc__": PAGE.replace("## References", "## Links")}, "no section 'References'"),
        ({"__doc__": PAGE.replace("## Flagged", "## Options\n\n## Flagged")}, "not in the order"),
        ({"fixes": frozenset({Safety.SAFE})}, "fixes without fix()"),
        ({"fix": handler}, "fix() without fixes"),
        ({"fix": handler, "fixes": frozenset({Safety.SAFE})}, "'Fix safety'"),
        ({"settings": frozenset()}, "on_setting() without settings"),
        ({"on_setting": None, "on_settings_module": handler}, "settings without on_setting()"),
        ({"on_sesion_call": handler}, "unknown event: on_sesion_call"),
        ({"visit_Cal": handler}, "unknown kind of node: visit_Cal"),
    ],
)
def test_incomplete_declaration_is_refused(changes: dict[str, object], problem: str) -> None:
    body = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    with pytest.raises(TypeError) as refused:
        type("SomePattern", (Rule,), body)
    assert problem in str(refused.value)


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

"""What a rule class must look like."""

from __future__ import annotations

import pytest

from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.rules.declaration import declaration_problem
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Rule
from tests.rules.test_rule import PAGE, WHOLE, handler


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_every_rule_has_this_form(rule: type[Rule]) -> None:
    assert declaration_problem(rule) is None


def test_whole_declaration_is_accepted() -> None:
    assert declaration_problem(type("SomePattern", (Rule,), dict(WHOLE))) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"code": "DSE4990"}, "no code of the form"),
        ({"__module__": "flake8_session_expiry.rules.setting_values.dse499_other"}, "module name is not"),
        ({"__module__": "flake8_session_expiry.rules.life_cycle.dse499_some_pattern"}, "does not belong into"),
        ({"since": None}, "since which version"),
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
def test_incomplete_declaration_is_a_problem(changes: dict[str, object], problem: str) -> None:
    body = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    assert problem in (declaration_problem(type("SomePattern", (Rule,), body)) or "")

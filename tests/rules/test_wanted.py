"""Which rules run in a file: by the options and tests, and by what they need."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.codes import stems
from flake8_session_expiry.engine.needs import CALLED, Need, ProjectFacts
from flake8_session_expiry.engine.shapes import shapes_of
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules import wanted
from flake8_session_expiry.rules.index import INDEX
from flake8_session_expiry.rules.indexed_rule import IndexedRule
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.wanted import needed_codes, wanted_codes
from tests.casefiles import Case, all_cases

CASES = [pytest.param(case, id=case.id) for case in all_cases() if case.claims]


@pytest.mark.parametrize("case", CASES)
def test_needs_let_through_what_is_reported(case: Case) -> None:
    """Before anything is known of the project."""
    found = shapes_of(ast.parse(case.code), case.code, case.file, case.parsed_options().session_names)
    codes = {code for _, code in case.claims} & set(stems())
    assert codes - set(needed_codes(codes, found)) == set()


def test_index_says_what_rules_say() -> None:
    """It is generated: ``python scripts/generate_docs.py``."""
    assert dict(INDEX) == {
        rule.code: IndexedRule(rule.enabled_by_default, rule.in_tests, rule.needs) for rule in rules()
    }


def test_rule_that_the_index_lacks_always_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "INDEX", {code: row for code, row in INDEX.items() if code not in {"DSE202", "DSE208"}})
    found = shapes_of(ast.parse(""), "", "views.py")
    assert needed_codes(wanted_codes("views.py", Options()), found) == ["DSE202"]
    assert needed_codes(wanted_codes("views.py", Options(enable_all=True)), found) == ["DSE202", "DSE208"]


def test_opt_in_rules_and_rules_that_are_not_for_tests() -> None:
    assert "DSE208" not in wanted_codes("views.py", Options())
    assert "DSE208" in wanted_codes("views.py", Options(named=frozenset({"DSE208"})))
    assert "DSE304" not in wanted_codes("tests/test_views.py", Options())
    assert "DSE104" in wanted_codes("tests/test_views.py", Options())
    assert wanted_codes("views.py", Options(only=frozenset({"DSE101"}))) == ["DSE101"]


def test_what_is_known_of_the_project_leaves_fewer_rules() -> None:
    text = "request.session.set_expiry(300)\n"
    found = shapes_of(ast.parse(text), text, "views.py")
    assert needed_codes(["DSE202", "DSE312"], found) == ["DSE202", "DSE312"]
    assert needed_codes(["DSE202", "DSE312"], found, ProjectFacts("db", None, are_known=True)) == ["DSE202"]
    assert needed_codes(["DSE312"], found, ProjectFacts("file", None, are_known=True)) == ["DSE312"]
    assert needed_codes(["DSE312"], found, ProjectFacts(None, None, are_known=True)) == []


def test_names_in_the_index_are_those_of_needs() -> None:
    assert all(isinstance(row.needs, Need) for row in INDEX.values())
    assert repr(CALLED("pop", "get")) == "CALLED('get', 'pop')"

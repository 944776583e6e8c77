"""The rule set as a whole: what must be true of every rule."""

from __future__ import annotations

import re
from pathlib import Path

import libcst as cst
import pytest

import flake8_session_expiry
from flake8_session_expiry.codes import all_codes, stems
from flake8_session_expiry.engine.dispatch import Dispatcher
from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.overlaps import SILENCES
from flake8_session_expiry.rules.registry import rule as rule_of
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.rules.wanted import wanted_codes
from flake8_session_expiry.runner import Analysis, analyse, without_overlaps
from tests.casefiles import FIXTURES, Case, all_cases, read_cases

PACKAGE = Path(flake8_session_expiry.__file__).parent
RULES = [pytest.param(rule, id=rule.code) for rule in rules()]
CASES = [pytest.param(case, id=case.id) for case in all_cases()]


def cases_of(rule: type[Rule]) -> list[Case]:
    """The cases of one rule."""
    path = FIXTURES / rule.group() / f"{rule.__module__.rpartition('.')[2]}.py"
    assert path.exists(), f"no cases: {path}"
    return read_cases(path)


def test_codes_and_messages_are_unique() -> None:
    codes = [rule.code for rule in rules()]
    messages = [rule.message for rule in rules()]
    assert sorted(set(codes)) == codes == list(stems())
    assert len(set(messages)) == len(messages)


def test_codes_are_what_flake8_accepts() -> None:
    assert all(re.fullmatch(r"[A-Z]{1,3}[0-9]{0,3}", code) for code in all_codes())


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_positive_cases_and_look_alikes(rule: type[Rule]) -> None:
    cases = cases_of(rule)
    assert any(code == rule.code for case in cases for _, code in case.claims)
    assert sum(not case.claims for case in cases) >= 3


@pytest.mark.parametrize("rule", RULES)
def test_every_fix_class_has_a_case(rule: type[Rule]) -> None:
    # Where another rule is claimed too, the repair may be of that one.
    cases = [case for case in cases_of(rule) if {code for _, code in case.claims} == {rule.code}]
    assert any(case.fixed is not None for case in cases) == (Safety.SAFE in rule.fixes)
    assert any(case.fixed_unsafe is not None for case in cases) == (Safety.UNSAFE in rule.fixes)


def test_every_file_of_cases_has_a_rule() -> None:
    files = {f"{path.parent.name}.{path.stem}" for path in FIXTURES.glob("*/*.py")}
    assert files == set(stems().values())


@pytest.mark.parametrize("case", CASES)
def test_libcst_and_our_walk_agree(case: Case) -> None:
    """Rules are real LibCST visitors: ``visit_batched`` finds what our own walk finds."""
    source = SourceFile(case.file, case.code)
    ours = make_and_walk(source, case)
    options = case.parsed_options()
    analysis = Analysis(source, options, wanted(source, options))
    analysis.connect(Dispatcher(analysis.listeners).emit)
    cst.visit_batched(source.tree.module, analysis.visitors)
    theirs = [report for rule in analysis.listeners for report in rule.reports]
    assert [(report.rule.code, report.message) for report in without_overlaps(source.tree, theirs)] == ours


def test_libcst_gets_each_method_that_it_would_find() -> None:
    source, options = SourceFile("views.py", ""), Options(enable_all=True)
    for visitor in Analysis(source, options, wanted(source, options)).visitors:
        assert visitor.get_visitors() == cst.BatchableCSTVisitor.get_visitors(visitor)


def wanted(source: SourceFile, options: Options) -> list[type[Rule]]:
    """All rules that are switched on, whatever stands in the file."""
    return [rule_of(code) for code in wanted_codes(source.name, options)]


def make_and_walk(source: SourceFile, case: Case) -> list[tuple[str, str]]:
    """(code, message) of the reports of our own walk."""
    options = case.parsed_options()
    analysis = analyse(source, options, wanted(source, options))
    assert not analysis.crashes
    reports = [report for rule in analysis.listeners for report in rule.reports]
    return [(report.rule.code, report.message) for report in without_overlaps(source.tree, reports)]


def test_overlaps_name_codes_of_the_right_form() -> None:
    assert all(re.fullmatch(r"DSE[1-5]\d\d", code) for winner, losers in SILENCES.items() for code in (winner, *losers))

"""Every case of every rule: what its repairs make of the code."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES, Selection
from tests.casefiles import Case, all_cases

CASES = [
    pytest.param(case, selection, id=f"{case.id}:{'safe' if selection is SAFE_FIXES else 'all'}")
    for case in all_cases()
    if case.claims
    for selection in (SAFE_FIXES, ALL_FIXES)
]


def expected(case: Case, selection: Selection) -> str:
    """What a case says that its code becomes; without a section it stays as it is."""
    if selection is ALL_FIXES and case.fixed_unsafe is not None:
        return case.fixed_unsafe
    return case.code if case.fixed is None else case.fixed


@pytest.mark.parametrize(("case", "selection"), CASES)
def test_becomes_what_the_case_says(case: Case, selection: Selection) -> None:
    result = fix_source(case.file, case.code, case.parsed_options(), selection)
    assert result.text == expected(case, selection)
    assert not result.problems


@pytest.mark.parametrize(("case", "selection"), CASES)
def test_the_result_is_settled_and_reports_nothing_new(case: Case, selection: Selection) -> None:
    text = expected(case, selection)
    options = case.parsed_options()
    ast.parse(text)
    again = fix_source(case.file, text, options, selection)
    assert (again.text, again.applied) == (text, [])
    left = Counter(finding.code for finding in check_source(SourceFile(case.file, text), options))
    assert left <= Counter(code for _, code in case.claims)
    if text != case.code:
        assert left.total() < len(case.claims)

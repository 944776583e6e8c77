"""Every case of every rule: what is reported and what is not."""

from __future__ import annotations

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from tests.casefiles import Case, all_cases

CASES = [pytest.param(case, id=case.id) for case in all_cases()]


def findings_of(case: Case, code: str) -> list[tuple[int, str]]:
    """(line, code) of everything reported in some code of a case."""
    found = check_source(SourceFile(case.file, code), case.parsed_options())
    return [(finding.line, finding.code) for finding in found]


@pytest.mark.parametrize("case", CASES)
def test_reports_what_is_claimed_and_nothing_else(case: Case) -> None:
    assert findings_of(case, case.code) == sorted(case.claims)


@pytest.mark.parametrize("case", CASES)
def test_triage_lets_through_what_is_reported(case: Case) -> None:
    if case.claims:
        assert can_matter(case.code)
    assert can_matter(case.code) == can_matter(case.code.encode())


def test_cases_are_told_apart() -> None:
    ids = [case.id for case in all_cases()]
    assert sorted(set(ids)) == sorted(ids)


def test_every_claim_was_read() -> None:
    unread = [case.id for case in all_cases() if "#~" in case.code + (case.fixed or "") + (case.fixed_unsafe or "")]
    assert not unread

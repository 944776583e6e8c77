"""Every case of every rule once more: what the fixes make of it."""

from __future__ import annotations

import ast
import re

import pytest

from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES
from tests.casefiles import Case, all_cases
from tests.test_fixtures import findings_of

SELECTIONS = {Safety.SAFE: SAFE_FIXES, Safety.UNSAFE: ALL_FIXES}
FIXED = [pytest.param(case, id=case.id) for case in all_cases() if case.fixed or case.fixed_unsafe]
CASES = [pytest.param(case, id=case.id) for case in all_cases()]


@pytest.mark.parametrize("safety", list(Safety))
@pytest.mark.parametrize("case", CASES)
def test_fixes(case: Case, safety: Safety) -> None:
    safe = case.code if case.fixed is None else case.fixed
    expected = safe if safety is Safety.SAFE or case.fixed_unsafe is None else case.fixed_unsafe
    result = fix_source(case.file, case.code, case.parsed_options(), SELECTIONS[safety])
    assert not result.problems
    assert result.text == expected
    ast.parse(result.text)
    if result.text != case.code:
        again = fix_source(case.file, result.text, case.parsed_options(), SELECTIONS[safety])
        assert again.text == result.text
    assert sorted(code for _, code in findings_of(case, result.text)) == sorted(
        finding.code for finding in [*result.unsafe, *result.unfixable]
    )


def other_form(text: str) -> str:
    """The same code as an editor elsewhere saves it: byte order mark, CRLF, tabs, no last newline."""
    tabs = re.sub(r"^(?:    )+", lambda blanks: "\t" * (len(blanks[0]) // 4), text, flags=re.MULTILINE)
    return "\ufeff" + tabs.replace("\n", "\r\n").removesuffix("\r\n")


@pytest.mark.parametrize("case", FIXED)
def test_fixes_keep_the_form_of_a_file(case: Case) -> None:
    expected = fix_source(case.file, case.code, case.parsed_options(), ALL_FIXES)
    result = fix_source(case.file, other_form(case.code), case.parsed_options(), ALL_FIXES)
    assert result.text.removesuffix("\r\n") == other_form(expected.text)
    assert len(result.applied) == len(expected.applied)

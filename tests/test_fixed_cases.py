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
def test_fixes_give_the_code_that_the_case_claims(case: Case, safety: Safety) -> None:
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


def other_form(text: str, *, tabs: bool = True) -> str:
    """The same code as an editor elsewhere saves it: byte order mark, CRLF, tabs, no last newline."""
    if tabs:
        text = re.sub(r"^(?:    )+", lambda blanks: "\t" * (len(blanks[0]) // 4), text, flags=re.MULTILINE)
    return "\ufeff" + text.replace("\n", "\r\n").removesuffix("\r\n")


@pytest.mark.parametrize("case", FIXED)
def test_fixes_keep_the_form_of_a_file(case: Case) -> None:
    expected = fix_source(case.file, case.code, case.parsed_options(), ALL_FIXES)
    result = fix_source(case.file, other_form(case.code), case.parsed_options(), ALL_FIXES)
    # A file that indents nothing has no tabs that a repair over several lines could follow.
    assert result.text.removesuffix("\r\n") == other_form(expected.text, tabs="\n    " in case.code)
    assert len(result.applied) == len(expected.applied)


_METHOD = re.compile(r"\b((?:self\.)?request)\.session\.(\w+)(?=\()")
_ASSIGNED = re.compile(r"^( *)((?:self\.)?request)\.session\.(\w+) = ", re.MULTILINE)


def over_lines(text: str) -> str:
    """The same code with sessions and their methods written over several lines in brackets."""
    text = _METHOD.sub(r"(\1  # why\n            .session\n            .\2)", text)
    return _ASSIGNED.sub(r"\1(\n\1\2\n\1.session.\3) = ", text)


OVER_LINES = [
    pytest.param(case, id=case.id)
    for case in all_cases()
    if (case.fixed or case.fixed_unsafe) and over_lines(case.code) != case.code
]


@pytest.mark.parametrize("case", OVER_LINES)
def test_code_over_several_lines_is_fixed_as_well(case: Case) -> None:
    text = over_lines(case.code)
    found = findings_of(case, text)
    result = fix_source(case.file, text, case.parsed_options(), ALL_FIXES)
    assert not result.problems
    ast.parse(result.text)
    assert not any("\n" in finding.text for finding in [*result.applied, *result.unsafe, *result.unfixable])
    assert "DSE900" not in dict(found).values()

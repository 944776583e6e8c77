"""Every case of every rule: what is reported, in which words, and what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from tests.casefiles import FIXTURES, Case, all_cases, project_with, read_cases
from tests.messagefiles import SUFFIX, lines_of, messages_path, read_messages, text_of

CASES = [pytest.param(case, id=case.id) for case in all_cases()]


def checked(case: Case, code: str) -> list[Finding]:
    """Everything reported in some code of a case."""
    return check_source(SourceFile(case.file, code), case.parsed_options())


def findings_of(case: Case, code: str) -> list[tuple[int, str]]:
    """(line, code) of everything reported in some code of a case."""
    return [(finding.line, finding.code) for finding in checked(case, code)]


@pytest.mark.parametrize("case", CASES)
def test_reports_what_is_claimed_and_nothing_else_in_these_words(case: Case) -> None:
    found = checked(case, case.code)
    assert [(finding.line, finding.code) for finding in found] == sorted(case.claims)
    expected = read_messages(messages_path(case)).get(case.name, [])
    assert lines_of(found) == expected, "if this is what it should say: python scripts/update_messages.py"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/dse*.py")), ids=lambda path: path.stem)
def test_messages_are_of_cases_with_a_claim_and_of_any_machine(path: Path) -> None:
    cases = read_cases(path)
    messages = read_messages(messages_path(cases[0]))
    assert list(messages) == [case.name for case in cases if case.claims], "python scripts/update_messages.py"
    text = messages_path(cases[0]).read_text(encoding="utf-8")
    assert text == text_of(messages)
    roots = [str(project_with(case.beside)) for case in cases if case.beside]
    assert not [root for root in roots if root in text]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob(f"*/*{SUFFIX}")), ids=lambda path: path.name)
def test_messages_are_short_and_in_plain_english(path: Path) -> None:
    """
    A message fits on two lines of a terminal: 180 characters, without the place, the code and the rule's name.

    What a non-native writer slips into is listed where it once stood in a message; "1000 times" has another form in
    the rest of them: 1,000.
    """
    lines = [line for found in read_messages(path).values() for line in found]
    texts = [line.split(" ", 2)[2] for line in lines]
    assert [text for text in texts if len(text) > 180] == []
    odd = re.compile(r"\b(?:shall|never is|compare it with a text|who asks|stands? in|comes to|texts|meant)\b|\b1000 ")
    assert [text for text in texts if odd.search(text)] == []


def test_every_file_of_messages_has_a_rule() -> None:
    assert set(FIXTURES.glob(f"*/*{SUFFIX}")) == {messages_path(case) for case in all_cases()}


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

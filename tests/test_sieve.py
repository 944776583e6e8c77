"""
The sieve loses nothing: code is checked and repaired in the same way where LibCST and all rules run whatever stands in
it. A sample, with a fixed seed; ``benchmarks/sieve_losses.py`` does it with any code and number.
"""

from __future__ import annotations

import random

import pytest

from benchmarks.sieve_losses import Mutant, is_same, mutants, outcome, without_sieve
from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.needs import UNKNOWN_PROJECT, ProjectFacts, Shapes
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.wanted import needed_codes
from tests.casefiles import Case, all_cases

SEED = 20261127
SAMPLE = 160
EVERY = [mutant for case in all_cases() for mutant in mutants(case.file, case.code, case.parsed_options(), case.id)]
CHOSEN = random.Random(SEED).sample(EVERY, SAMPLE)


@pytest.mark.parametrize("mutant", CHOSEN, ids=[mutant.origin for mutant in CHOSEN])
def test_mutants_are_checked_and_repaired_as_without_it(mutant: Mutant) -> None:
    assert is_same(mutant)


def test_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = Mutant("views.py", "request.session.set_expiry(True)\n", Options(), "")
    monkeypatch.setattr("flake8_session_expiry.check.needed_codes", lambda codes, found, facts=None: [])
    assert not is_same(mutant)
    with without_sieve():
        assert outcome(mutant, Options()) != ([], mutant.text)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in all_cases() if not case.claims])
def test_where_nothing_is_reported_the_rule_itself_is_silent(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only because the sieve passes it over: beside other code it would run."""

    def passed_over(codes: list[str], found: Shapes, facts: ProjectFacts = UNKNOWN_PROJECT) -> list[str]:
        return [case.rule_code] if case.rule_code in set(codes) - set(needed_codes(codes, found, facts)) else []

    monkeypatch.setattr("flake8_session_expiry.check.needed_codes", passed_over)
    assert check_source(SourceFile(case.file, case.code), case.parsed_options()) == []

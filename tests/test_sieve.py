"""
The sieve loses nothing: code is checked and repaired in the same way where LibCST and all rules run whatever stands in
it. A sample, with a fixed seed; ``benchmarks/sieve_losses.py`` does it with any code and number.
"""

from __future__ import annotations

import random

import pytest

from benchmarks.sieve_losses import Mutant, is_same, mutants, outcome, without_sieve
from flake8_session_expiry.options import Options
from tests.casefiles import all_cases

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

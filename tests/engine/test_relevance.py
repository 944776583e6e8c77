"""The table of words: what it says of files goes together."""

from __future__ import annotations

import re

import pytest

from flake8_session_expiry.engine.relevance import GATES, Gate
from flake8_session_expiry.engine.triage import can_matter

IDS = [gate.word for gate in GATES]


@pytest.mark.parametrize("gate", GATES, ids=IDS)
def test_gate_is_found_in_what_lets_a_file_through(gate: Gate) -> None:
    """
    A word that is enough by itself is looked for only behind its gate: it must hold the gate's word, or stand beside
    it.
    """
    for word in gate.words:
        assert can_matter(f"{gate.word} {word}") and can_matter(f"{gate.word} {word}", is_test=gate.in_tests)
    for pattern in (*gate.patterns, *gate.settings):
        re.compile(pattern)


@pytest.mark.parametrize("gate", GATES, ids=IDS)
def test_settings_of_a_gate_let_an_assignment_through(gate: Gate) -> None:
    if gate.word.isupper():
        assert can_matter(f"{gate.word} = 1\n")
        assert not can_matter(f"f({gate.word})\n")

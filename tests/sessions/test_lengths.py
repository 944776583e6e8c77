"""Seconds in words."""

from __future__ import annotations

import pytest

from flake8_session_expiry.sessions.lengths import in_words

LENGTHS = {
    0: "0 seconds",
    1: "1 second",
    0.5: "0.5 seconds",
    -1: "-1 second",
    60: "1 minute",
    90: "90 seconds",
    119: "119 seconds",
    300: "5 minutes",
    3600: "1 hour",
    3661: "about 61 minutes",
    5400: "90 minutes",
    9000: "2.5 hours",
    86400: "1 day",
    1209600: "14 days",
    1800000: "about 20.8 days",
    34560000: "400 days",
    315360000: "10 years",
    1e10: "about 317 years",
    1e12: "about 31,710 years",
    -7200: "-2 hours",
}


@pytest.mark.parametrize(("seconds", "words"), LENGTHS.items())
def test_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words

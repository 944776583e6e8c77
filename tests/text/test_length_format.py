"""Seconds in words."""

from __future__ import annotations

import pytest

from flake8_session_expiry.text.length_format import in_words, told_apart

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
def test_length_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "limit", "words"),
    [
        (7200, 3600, ("2 hours", "1 hour")),
        (3601, 3600, ("3,601 seconds", "3,600 seconds")),  # "about 60 minutes" would be no more than "1 hour"
        (34560001, 34560000, ("34,560,001 seconds", "34,560,000 seconds")),
        (3700, 3600, ("about 61.7 minutes", "1 hour")),
        (1000 * 365 * 86400, 60, ("1,000 years", "1 minute")),
        (1000 * 365 * 86400 + 1, 60, ("more than 1,000 years", "1 minute")),
    ],
)
def test_a_length_and_the_limit_that_it_exceeds(seconds: float, limit: int, words: tuple[str, str]) -> None:
    assert told_apart(seconds, limit) == words

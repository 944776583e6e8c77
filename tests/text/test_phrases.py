"""Comments that say when a session ends without a number."""

from __future__ import annotations

import pytest

from flake8_session_expiry.text.phrases import Phrase, phrase_in_comment

SAID = {
    Phrase.NEVER: [
        "# never expires",
        "never expire",
        "# Session never expires.",
        "# never expire the session",
        "# session will never expire",
        "# does not expire",
        "# doesn't expire",
        "# cookies don’t expire",
        "# won't expire",
        "# no expiry",
        "# No expiration date",
        "# forever",
        "# stay logged in forever",
        "# never expires  # noqa: E501",
    ],
    Phrase.BROWSER_CLOSE: [
        "# until browser close",
        "# until the browser is closed",
        "# on browser close",
        "# expires when the browser is closed",
        "# Expire at browser close",
        "# expires session on browser close",
        "# session expires when the user closes the browser",
        "# session ends when browser/tab/window closes",
        "# ends when the browser window is closed",
        "# expires after browser close",
        "# browser close",
        "# session lasts until the end of the browser session",
    ],
    Phrase.IMMEDIATELY: [
        "# immediately",
        "# expires immediately",
        "# session expires immediately",
        "# expire now",
        "# expire session right now",
        "# at once",
        "# end the session immediately",
        "# immediately expire the session",
        "# immediate expiry",
    ],
}

SILENT = [
    "",
    "#",
    "# never",
    "# now",
    "# never expires?",
    "# never expires by default",
    "# never expires unless the browser is closed",
    "# 0 = never expires",
    "# no expiry set",
    "# None or never expires",
    "# does not expire on browser close",
    "# does not expire immediately",
    "# stay logged in after browser close",
    "# session valid after browser close",
    "# Expire on browser close = False",
    "# until browser close or 2 weeks",
    "# expires after 5 minutes",
    "# 30 days until browser close",
    "# close browser",
    "# immediately after login",
    "# if not remember me, expire at browser close",
    "# session.flush()  # expires immediately",
    "# not immediately",
    "# browser session",
]


@pytest.mark.parametrize(("phrase", "comment"), [(phrase, text) for phrase, texts in SAID.items() for text in texts])
def test_a_complete_phrase_is_understood(phrase: Phrase, comment: str) -> None:
    assert phrase_in_comment(comment) is phrase


@pytest.mark.parametrize("comment", SILENT)
def test_phrase_with_any_other_word_states_nothing(comment: str) -> None:
    assert phrase_in_comment(comment) is None

"""What a comment or a name says about a duration, and above all what it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.text.durations import (
    StatedDuration,
    duration_in_comment,
    duration_in_name,
    is_heading,
    one_time_key_in_comment,
    says_in_milliseconds,
    validity_in_comment,
)
from flake8_session_expiry.text.phrases import phrase_in_comment

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7 * 86400

COMMENTS = {
    "# Expiry in 5 minutes": 5 * MINUTE,
    "2 weeks": 2 * WEEK,
    "# set just 10 minutes": 10 * MINUTE,
    "#1 hour": HOUR,
    "# 1 hour timeout": HOUR,
    "# 1/2 hour": 30 * MINUTE,
    "# half an hour": 30 * MINUTE,
    "# a half hour": 30 * MINUTE,
    "# Half a day.": DAY / 2,
    "# 30-minute session": 30 * MINUTE,
    "# 24h": DAY,
    "# (24 hrs)": DAY,
    "# 60 min.": HOUR,
    "# 30min": 30 * MINUTE,
    "# 20 sec": 20,
    "# 90s": 90,
    "# 1h30": 90 * MINUTE,
    "# 1h30m": 90 * MINUTE,
    "# 1 hour and 30 minutes": 90 * MINUTE,
    "# 1.5 hours": 90 * MINUTE,
    "# ten days": 10 * DAY,
    "# a week": WEEK,
    "# One fortnight": 2 * WEEK,
    "# twenty-four hours": DAY,
    "# forty minutes": 40 * MINUTE,
    "# 5 minute(s)": 5 * MINUTE,
    "# 1,209,600 seconds": 2 * WEEK,
    "# 1_209_600 seconds": 2 * WEEK,
    "# 300000 ms": 300,
    "# a week in milliseconds": WEEK,
    "# 1 hour (in seconds)": HOUR,
    "# 2 weeks, in seconds": 2 * WEEK,
    "# SESSION_COOKIE_AGE = 2 weeks": 2 * WEEK,
    "# session will expire after 15 minutes of inactivity": 15 * MINUTE,
    "# idle timeout: 15 mins": 15 * MINUTE,
    "# Keeps the user logged in for 2 weeks": 2 * WEEK,
    "# -> 1 day": DAY,
    "# 5 minutes  # noqa: E501": 5 * MINUTE,
    "# 30 Minuten": 30 * MINUTE,
    "# 2 semaines": 2 * WEEK,
    "# 30 minutos": 30 * MINUTE,
    "# 1 hora": HOUR,
    "# 7 días": WEEK,
    "# 7 di\u0301as": WEEK,
    "# 2 недели": 2 * WEEK,
    "# 30 минут": 30 * MINUTE,
    "# 30分钟": 30 * MINUTE,
    "# 1 小时": HOUR,
    "# 30 phút": 30 * MINUTE,
    "# 30분": 30 * MINUTE,
}

SILENT_COMMENTS = [
    "",
    "#",
    "# seconds",
    "# sec",
    "# in seconds",
    "# 300",
    "# timeout",
    "# Default: 1209600 (2 weeks)",
    "# Default expiring 20 minutes",
    "# 86400 for 24 hours",
    "# 60 min. (2 weeks) by default",
    "# 24 horas * 60 minutos * 60 segundos",
    "# 24 hours * 60 minutes",
    "# 24 hours 60 minutes 60 seconds",
    "# 60 * 60 = 1 hour",
    "# 3600 = 1 hour",
    "# 5 minutes or 10 minutes",
    "# 5 or 10 minutes",
    "# 5-10 minutes",
    "# 5 - 10 minutes",
    "# 5–10 minutes",
    "# 5 to 10 minutes",
    "# 5 minutes?",
    "# not 5 minutes",
    "# expires in less than 5 minutes",
    "# at least 1 day",
    "# max 30 minutes",
    "# min 30 seconds",
    "# up to 5 minutes",
    "# > 30 minutes",
    "# >= 30 minutes",
    "# ~1 year",
    "# about 1 year",
    "# -5 minutes",
    "# .5 hours",
    "# 1,5 Stunden",
    "# 1.800 segundos",
    "# 1 1/2 hours",
    "# 1½ hours",
    "# one and a half hours",
    "# an hour and a half",
    "# a couple of days",
    "# a second session",
    "# a few minutes",
    "# 5 times a day",
    "# 8 hours a day",
    "# seconds in a day",
    "# 24/7",
    "# 5m",
    "# 1 m",
    "# h",
    "# a d",
    "# 30. minutes",
    "# 10:30 minutes",
    "# 2 tags",
    "# 1日",
    "# 5 minutes left",
    "# was 5 minutes",
    "# TODO: 5 minutes",
    "# e.g. 5 minutes",
    "# OTP valid for 5 minutes",
    "# cache for 5 minutes",
    "# request.session.set_expiry(600)  # 10 minutes",
    "# 2 weeks if remember me, browser close else",
    "# until browser close",
    "# 99999999999999999999999999 days",
    "# " + "a " * 200 + "1 day",
]


@pytest.mark.parametrize(("comment", "seconds"), COMMENTS.items())
def test_a_comment_that_is_one_duration_states_it(comment: str, seconds: float) -> None:
    stated = duration_in_comment(comment)
    assert stated is not None
    assert stated.means(seconds)
    assert stated.shortest == stated.longest
    assert not stated.means(seconds + 1)
    assert not stated.means(seconds - 1)


@pytest.mark.parametrize("comment", SILENT_COMMENTS)
def test_comment_with_any_other_word_states_nothing(comment: str) -> None:
    assert duration_in_comment(comment) is None


def test_the_text_is_what_was_written() -> None:
    stated = duration_in_comment("# Expires after 30-minute inactivity")
    assert stated == StatedDuration("30-minute", 1800, 1800)


@pytest.mark.parametrize(
    ("comment", "fits", "misfits"),
    [
        ("# 1 month", [28 * DAY, 30 * DAY, 31 * DAY, 2629746], [27 * DAY, 32 * DAY]),
        ("# one year", [365 * DAY, 366 * DAY, 31557600], [360 * DAY, 367 * DAY]),
        ("# 3 Monate", [90 * DAY], [83 * DAY, 94 * DAY]),
        ("# 1 year 6 months", [547 * DAY], [365 * DAY]),
    ],
)
def test_months_and_years_are_ranges(comment: str, fits: list[float], misfits: list[float]) -> None:
    stated = duration_in_comment(comment)
    assert stated is not None
    assert all(stated.means(seconds) for seconds in fits)
    assert not any(stated.means(seconds) for seconds in misfits)


def test_rounding_of_floats_is_tolerated() -> None:
    assert StatedDuration("0.3 seconds", 0.3, 0.3).means(0.1 + 0.2)
    assert StatedDuration("0.3 seconds to a minute", 0.3, 60).means(0.3 - 1e-12)  # at one of the two ends


def test_what_is_about_a_duration() -> None:
    week = StatedDuration("100 seconds to a week", 100, 700)
    assert week.is_about(95) and week.is_about(700 * 1.05)
    assert not week.is_about(94.9) and not week.is_about(735.1)


def test_a_figure_has_at_most_twenty_characters() -> None:
    assert duration_in_comment(f"# {'1' * 20} seconds") is not None
    assert duration_in_comment(f"# {'1' * 21} seconds") is None


NAMES = {
    "TWO_WEEKS": 2 * WEEK,
    "settings.TWO_WEEKS": 2 * WEEK,
    "FIVE_MINUTES": 5 * MINUTE,
    "ONE_HOUR": HOUR,
    "THIRTY_DAYS": 30 * DAY,
    "_7_DAYS": WEEK,
    "AGE_7_DAYS": WEEK,
    "SESSION_TIMEOUT_24H": DAY,
    "timeout_30min": 30 * MINUTE,
    "TIMEOUT_30_SECONDS": 30,
    "TTL_5000_MS": 5,
    "thirtyDays": 30 * DAY,
    "half_an_hour": 30 * MINUTE,
    "TWENTY_FOUR_HOURS": DAY,
    "DAY": DAY,
    "WEEK": WEEK,
    "HOUR_IN_SECONDS": HOUR,
    "MINUTE": MINUTE,
    "MONTH_IN_SECONDS": 30 * DAY,
    "SECONDS_PER_YEAR": 365 * DAY,
    "week_in_seconds": WEEK,
    "ONE_DAY_IN_SECONDS": DAY,
    "ONE_HOUR_MS": HOUR,
    "SECONDS_IN_DAY": DAY,
    "SECONDS_PER_DAY": DAY,
    "SECS_IN_A_WEEK": WEEK,
}

SILENT_NAMES = [
    "",
    "EXPIRY",
    "EXPIRY_DAYS",
    "EXPIRY_DAY",
    "IDLE_MINUTES",
    "DAYS",
    "SECOND",
    "SECONDS",
    "day",
    "hour",
    "MINUTES_PER_HOUR",
    "HOURS_IN_DAY",
    "SECONDS_PER_REQUEST",
    "TIMEOUT_30",
    "TIMEOUT_5M",
    "TIMEOUT_1_5_HOURS",
    "MIN_30",
    "MAX_30_DAYS",
    "MIN_30_DAYS",
    "DEFAULT_30_DAYS",
    "LAST_30_DAYS",
    "THIRTY_DAYS_AGO",
    "one_hour_from_now",
    "TWO_WEEKS_OR_LESS",
    "ONE_TIME_CODE",
    "FIVE_TO_TEN_MINUTES",
    "day_seconds",
    "page_7_days",
]


@pytest.mark.parametrize(("name", "seconds"), NAMES.items())
def test_a_name_states_a_duration(name: str, seconds: float) -> None:
    stated = duration_in_name(name)
    assert stated is not None
    assert stated.means(seconds)
    assert stated.text == name.rpartition(".")[2].strip("_")


@pytest.mark.parametrize("name", SILENT_NAMES)
def test_name_of_a_count_states_nothing(name: str) -> None:
    assert duration_in_name(name) is None


@pytest.mark.parametrize(
    "comment",
    [
        "# OTP valid for 5 minutes",
        "# OTP expires in 5 minutes",
        "# 10 minutes for verification code",
        "# reset token lifetime: 1 hour",
        "# one-time password code, 5 min",
        "# 2FA code expires in 300 seconds",
        "# valid for 90 seconds",
        "# Expires in 5 minutes",
    ],
)
def test_a_comment_gives_a_duration_to_a_one_time_key(comment: str) -> None:
    assert one_time_key_in_comment(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "# 5 minutes",
        "# OTP",
        "# OTP session expires in 5 minutes",
        "# CSRF token for 5 minutes",
        "# OTP valid for 5 or 10 minutes",
        "# default OTP 5 minutes",
        "# password expires in 5 days",
        "# OTP * 5 minutes",
        "# login valid for 5 minutes",
        "# session expires in 5 minutes",
        "# user is logged out after 5 minutes",
        "# expires in 5 minutes of inactivity",
    ],
)
def test_a_comment_about_anything_else_is_not_about_a_one_time_key(comment: str) -> None:
    assert not one_time_key_in_comment(comment)


@pytest.mark.parametrize("key", ["OTP", "code", "captcha", "token", "PIN", "passcode", "one-time", "one time"])
def test_keys_that_are_used_once(key: str) -> None:
    assert one_time_key_in_comment(f"# {key}: 5 minutes")
    assert one_time_key_in_comment(f"# {key} expires in 5 minutes")
    assert duration_in_comment(f"# {key}: 5 minutes") is None


@pytest.mark.parametrize(
    "word", ["verification", "verify", "reset", "password", "email", "sms", "activation", "confirmation", "mfa", "link"]
)
def test_what_such_a_key_is_for(word: str) -> None:
    assert one_time_key_in_comment(f"# {word} code: 5 minutes")
    assert not one_time_key_in_comment(f"# {word}: 5 minutes")
    assert duration_in_comment(f"# {word}: 5 minutes") is None


@pytest.mark.parametrize(
    "word", ["valid", "validity", "expire", "expires", "expired", "expiring", "expiry", "expiration"]
)
def test_for_how_long_something_is_valid(word: str) -> None:
    stated = validity_in_comment(f"# {word} 5 minutes")
    assert stated is not None and stated.means(300)
    assert validity_in_comment("# for 5 minutes") is None


@pytest.mark.parametrize(
    "word",
    ["session", "sessions", "cookie", "cookies", "login", "user", "users", "logged", "logout", "remember", "stay"],
)
def test_what_is_about_a_login_is_about_no_key(word: str) -> None:
    assert validity_in_comment(f"# {word} valid for 5 minutes") is None
    assert not one_time_key_in_comment(f"# {word} valid for 5 minutes")
    assert duration_in_comment(f"# {word} valid for 5 minutes") is not None


FILLING = [
    *(
        "the age of a session cookie is",
        "users log in for",
        "it lasts",
        "variable date:",
        "the TTL of this",
        "its time",
    ),
    *("timeouts:", "time out after", "lifetime", "life of the", "lifespan =", "duration", "period:", "length of an"),
    *("long", "validity", "limit", "window", "expire in", "will be expired after", "expiring in"),
    *("expiration:", "expiry", "exp", "valid for", "lasting", "live", "lives", "remains", "remain", "set to", "sets"),
    *("equals", "should be", "must be only", "just", "from now", "later on", "inactivity:", "inactive for", "idle for"),
    *("activity", "sliding", "keep", "keeps", "kept", "stay", "stays logged in", "signed in", "remember", "remembered"),
    *("me", "logs", "logout", "auto", "automatically logged out after", "user's", "session's", "cookies", "sessions"),
]


@pytest.mark.parametrize("words", FILLING)
def test_words_that_leave_a_duration_as_it_is(words: str) -> None:
    stated = duration_in_comment(f"# {words} 5 minutes")
    assert stated is not None and stated.means(300)


@pytest.mark.parametrize(
    "words",
    [
        *("session", "cookie", "login", "user", "age", "ttl", "time", "timeout", "out", "lifetime", "duration"),
        *("period", "length", "validity", "limit", "expire", "expires", "expiry", "expiration", "exp", "in", "for"),
        *("after", "of", "idle", "inactivity", "remember_me"),
    ],
)
def test_words_of_a_name_that_leave_a_duration_as_it_is(words: str) -> None:
    stated = duration_in_name(f"{words}_5_minutes".upper())
    assert stated is not None and stated.means(300)


UNITS = {
    "second": 1, "seconds": 1, "sec": 1, "minute": 60, "minutes": 60, "min": 60, "hour": 3600, "hours": 3600,
    "hr": 3600,
    "h": 3600, "day": 86400, "days": 86400, "d": 86400, "week": 604800, "weeks": 604800, "w": 604800,
}  # fmt: skip


@given(
    number=st.integers(min_value=0, max_value=10**12),
    unit=st.sampled_from(sorted(UNITS)),
    gap=st.sampled_from(["", " ", "-"]),
)
def test_a_plain_comment_is_read_as_written(number: int, unit: str, gap: str) -> None:
    written = f"{number}{gap}{unit}"
    exact = float(number * UNITS[unit])
    assert duration_in_comment(f"# {written}") == StatedDuration(written, exact, exact)
    assert duration_in_comment(f"# expires after {written}") == StatedDuration(written, exact, exact)
    assert duration_in_comment(f"# default {written}") is None
    assert duration_in_name(f"TIMEOUT_{number}_{unit.upper()}") is not None


WORDS = [
    "5",
    "1/2",
    "1,5",
    "a",
    "half",
    "two",
    "twenty",
    "minutes",
    "h",
    "m",
    "30",
    "week",
    "or",
    "*",
    "-",
    "in",
    "ms",
    "(s)",
    ".",
]


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("_".join))
)
def test_no_text_breaks_the_reader(text: str) -> None:
    for stated in (duration_in_comment(text), duration_in_name(text)):
        assert stated is None or 0 <= stated.shortest <= stated.longest
    phrase_in_comment(text)
    one_time_key_in_comment(text)


@pytest.mark.parametrize(
    "comment", ["# Session settings", "# noqa: E501", "# The user's cookies  # nosec", "# Age (in seconds)"]
)
def test_headings(comment: str) -> None:
    assert is_heading(comment)


@pytest.mark.parametrize(
    "comment", ["# so basically forever", "# 1 hour", "# session settings  # forever", "# as agreed", "# long"]
)
def test_no_headings(comment: str) -> None:
    assert not is_heading(comment)


@pytest.mark.parametrize(
    ("comment", "says"),
    [("# 1 hour in ms", True), ("# in milliseconds", True), ("# 1 hour, no ms", False), ("# begins", False)],
)
def test_in_milliseconds(comment: str, says: bool) -> None:
    assert says_in_milliseconds(comment) is says


@pytest.mark.parametrize(
    ("comment", "seconds"),
    [
        ("# valid for 90 seconds", 90),
        ("# expires in 5 minutes", 300),
        ("# OTP expires after 1 hour", 3600),
        ("# validity: 10 min", 600),
        ("# 5 minutes", None),
        ("# session valid for 5 minutes", None),
        ("# login expires in 5 minutes", None),
        ("# expires after 5 minutes of inactivity", None),
        ("# keep the user logged in, expires in 5 minutes", None),
        ("# valid", None),
        ("# valid for 5 minutes or so", None),
    ],
)
def test_validity(comment: str, seconds: float | None) -> None:
    found = validity_in_comment(comment)
    assert (found is None) is (seconds is None)
    assert found is None or (seconds is not None and found.means(seconds))


@pytest.mark.parametrize(
    ("comment", "seconds"),
    [
        ("# 1 hour (60 minutes)", 3600),
        ("# 30 minutes = 1800 seconds", 1800),
        ("# 1 hour (61 minutes)", None),
        ("# 1 month (30 days)", 30 * 86400),
        ("# 30 days (1 month)", None),
        ("# 28 days (1 month)", None),
        ("# 31 days (1 month)", None),
        ("# 30 days, 30 days, 2 days", None),
        ("# user's session: 5 minutes", 300),
        ("# user’s expiration date 5 minutes", 300),
        ("# O'Neill's 5 minutes", None),
    ],
)
def test_durations_that_are_stated_twice(comment: str, seconds: float | None) -> None:
    found = duration_in_comment(comment)
    assert (found is None) is (seconds is None)
    assert found is None or (seconds is not None and found.means(seconds))

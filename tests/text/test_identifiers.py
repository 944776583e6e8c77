"""What a name gives away, and the look-alikes that give away nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.text.identifiers import (
    says_idle,
    says_login,
    says_milliseconds,
    says_one_time_key,
    says_remember,
    words_of_name,
)

YES: dict[Callable[[str], bool], str] = {
    says_milliseconds: "timeout_ms EXPIRY_MSEC ageMillis SESSION_AGE_MILLISECONDS TIMEOUT_IN_MS number_of_ms",
    says_idle: "IDLE_TIMEOUT inactivity_limit sessionIdleTime SLIDING_EXPIRY last_activity inactive_timeout"
    " NO_ACTIVITY_LIMIT",
    says_remember: "remember remember_me rememberMe rememberme remember-me REMEMBER_ME is_remembered form_remember "
    "remember_me_checked keep_logged_in keep_me_logged_in keepMeSignedIn stay_signed_in stayLoggedIn",
    says_one_time_key: "otp OTP_TTL email_otp sendOTPCode captcha verification_code reset_token reset_code email_code "
    "activation_code one_time_password onetime_key sms_code 2fa_code two_factor_code resetToken password_reset_token "
    "email_verification_code reset_password_code captcha_text",
}
NO: dict[Callable[[str], bool], str] = {
    says_milliseconds: "ms timeout session_timeout timeout_seconds items forms PARAMS seconds_from_ms"
    " MS_PER_SECOND ms_to_seconds_ms alarms",
    says_idle: "idler timeout NON_IDLE_TIMEOUT not_idle inactive_user absolute_or_idle activity fixed_not_sliding"
    " last_login",
    says_remember: "member remembrance forget_me dont_remember no_remember public_computer remember_username "
    "remember_device remember_days REMEMBER_ME_AGE forget_remember_me keep_alive logged_in remind_me",
    says_one_time_key: "potpourri adopt country_code code token csrf_token access_token session_key phone_code"
    " otp_verified captcha_passed otp_attempts otp_user_id one_time time_code reset",
}


@pytest.mark.parametrize(("says", "name"), [(says, name) for says, names in YES.items() for name in names.split()])
def test_name_has_a_purpose_by_its_words(says: Callable[[str], bool], name: str) -> None:
    assert says(name)


@pytest.mark.parametrize(("says", "name"), [(says, name) for says, names in NO.items() for name in names.split()])
def test_look_alike_has_no_purpose(says: Callable[[str], bool], name: str) -> None:
    assert not says(name)


@pytest.mark.parametrize(
    "comment",
    [
        "# 30 minutes of inactivity",
        "# idle timeout",
        "# expires 5 min after the last activity",
        "# if inactive for 10 min",
    ],
)
def test_a_comment_says_idle(comment: str) -> None:
    assert says_idle(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "# 30 minutes",
        "# not idle time but total time",
        "# expires after 1 hour, regardless of inactivity",
        "# isn't sliding",
        "# inactivity?",
        "# absolute timeout, idle users included",
        "# log out inactive users",
    ],
)
def test_a_comment_that_denies_or_doubts_it_does_not_say_idle(comment: str) -> None:
    assert not says_idle(comment)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("keepMeSignedIn", ["keep", "me", "signed", "in"]),
        ("IDLE_TIMEOUT", ["idle", "timeout"]),
        ("timeout30min", ["timeout", "30", "min"]),
        ("sendOTPCode", ["send", "otp", "code"]),
        ("", []),
    ],
)
def test_a_name_comes_apart_into_words(name: str, words: list[str]) -> None:
    assert words_of_name(name) == words


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert says_idle(f"idle {text} not") is False
    for says in YES:
        assert says(text) in (True, False)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("login", True),
        ("accounts:sign_in", True),
        ("/accounts/log-in/", True),
        ("LoginView", True),
        ("django.contrib.auth.views.LoginView", True),
        ("logout", False),
        ("blogin", False),
        ("last_logins", False),
        ("home", False),
    ],
)
def test_a_login_page(text: str, answer: bool) -> None:
    assert says_login(text) is answer

"""The purpose of a variable by the words of its name: milliseconds, an idle timeout, remember-me, a one-time key."""

from __future__ import annotations

import re

from flake8_session_expiry.text.duration_words import MILLISECONDS

_CONVERSIONS = {"from", "per", "to", "not", "no", "without"}

_IDLE = re.compile(
    r"\b(?:idle|inactivity|sliding|last ?(?:activity|active|action|request)|(?:no|without) activity"
    r"|inactive (?:for|sessions?|time|timeout|limit|period|minutes|seconds|age|expiry)"
    r"|(?:while|when|being|if) inactive)\b"
)
_NOT_IDLE = re.compile(
    r"\b(?:not|no|never|non|without|regardless|despite|irrespective|independent|instead|rather|than|absolute|fixed|hard"
    r"|even|disabled?|or|(?:does|do|is|are|was|should|wo|ca)nt)\b"
)

_REMEMBER = re.compile(
    r"\b(?:remember(?:ed|ing|me)?|(?:keep|stay) ?(?:me|user)? ?(?:logged|signed|log|sign) ?in)\b(?P<rest>.*)"
)
# Words that may follow. Others change the meaning: "remember_username" is not about the session, "remember_days" is no
# flag.
_AFTER_REMEMBER = """
    me user login session password checkbox check checked flag box option choice value val field input param data
    on bool str is selected enabled
"""
_REMEMBER_RESTS = frozenset(_AFTER_REMEMBER.split())
_FORGETS = {"not", "dont", "no", "never", "forget", "public", "without", "disable", "disabled", "skip", "un", "non"}

_LOGIN_PAGE = re.compile(r"\b(?:log ?in|log ?on|sign ?in|sign ?on)\b")
_ONE_TIME_KEY = re.compile(
    r"\b(?:otps?|totp|captcha|recaptcha|vcode|verifycode|checkcode"
    r"|one ?time (?:password|passcode|passwd|pass|code|pin|key|token|link|secret)|onetime"
    r"|(?:verification|verify|reset|email|activation|activate|confirmation|confirm)(?: password| email)?"
    r" (?:code|token|pin)"
    r"|(?:sms|2 ?fa|mfa|two ?factor|two ?fa|validation|validate|valid|check|image|login) (?:code|pin))\b"
)
_BESIDE_A_KEY = """
    passed required enabled attempt attempts count counter tries retries secret device devices success ok done user
    confirmed verified form error errors failed
"""
_KEY_STATES = frozenset(_BESIDE_A_KEY.split())


def words_of_name(name: str) -> list[str]:
    """The words of a name in lower case: ``keepMeSignedIn``, ``IDLE_TIMEOUT``, ``remember-me``, ``timeout30min``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W\d_]+|[0-9]+", parted.lower())


def says_milliseconds(name: str) -> bool:
    """Whether a name ends in a unit of milliseconds: ``timeout_ms``, ``expiryMillis``; not ``seconds_from_ms``."""
    words = words_of_name(name)
    return len(words) > 1 and words[-1] in MILLISECONDS and not _CONVERSIONS & set(words[:-1])


def says_idle(text: str) -> bool:
    """
    Whether a name or comment is about inactivity, idle or sliding time or last activity; not "without idle timeout".
    """
    words = " ".join(words_of_name(re.sub(r"['’]", "", text)))
    rest = _IDLE.sub("", words)
    return rest != words and "?" not in text and _NOT_IDLE.search(rest) is None


def says_remember(name: str) -> bool:
    """
    Whether a name is that of a flag to stay logged in: ``remember``, ``rememberMe``, ``keep_logged_in``; not
    ``forget_me``.
    """
    words = words_of_name(name)
    match = _REMEMBER.search(" ".join(words))
    return match is not None and set(match["rest"].split()) <= _REMEMBER_RESTS and not _FORGETS & set(words)


def says_login(text: str) -> bool:
    """Whether a name or a path is that of a login page: ``accounts:sign_in``, ``/login/``, ``LoginView``."""
    return _LOGIN_PAGE.search(" ".join(words_of_name(text))) is not None


def says_one_time_key(name: str) -> bool:
    """
    Whether a name is that of a key that is used once: ``otp``, ``captcha``, ``verification_code``, ``resetToken``.
    """
    words = words_of_name(name)
    return _ONE_TIME_KEY.search(" ".join(words)) is not None and not _KEY_STATES & set(words)

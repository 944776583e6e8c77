"""Whether a value, a setting or an expiry is as the profile demands; each answer names its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import NOTHING_TO_JUDGE, Answer, Possibility, Verdict
from flake8_session_expiry.reference.profiles import PROFILES, CookieRequirement, cookie_requirements
from flake8_session_expiry.reference.settings import ENGINE_MODULES
from flake8_session_expiry.values.value import Kind, Value

NOT_KNOWN = Verdict(Answer.UNKNOWN, "the value is not known")
_HOST_PREFIX = "__Host-"


def of_expiry(seconds: float | None, kind: Kind, options: Options) -> Verdict:
    """
    The verdict on an expiry of so many seconds (None: not known); ``kind`` is a number, or a fixed end (TIMEDELTA,
    DATETIME).
    """
    limit = limit_of(kind, options)
    if limit is None:
        return NOTHING_TO_JUDGE
    if seconds is None:
        return NOT_KNOWN
    most = length(limit.seconds)
    if not seconds <= limit.seconds:  # nan is no allowed length
        return Verdict(Answer.NO, f"longer than {most}", limit.reason)
    return Verdict(Answer.YES, f"at most {most}", limit.reason)


def of_age(value: Value, options: Options) -> Verdict:
    """The verdict on a value of ``SESSION_COOKIE_AGE``."""
    number = value.constant if value.kind in {Kind.INT, Kind.FLOAT} and value.known else None
    return of_expiry(number, Kind.INT, options)


def requirement_of(setting: str, options: Options) -> CookieRequirement | None:
    """What the profile demands of the cookie by one setting, or None."""
    return next((asked for asked in cookie_requirements(options.profile) if asked.setting == setting), None)


def of_cookie(setting: str, value: object, options: Options) -> Verdict:
    """The verdict on the value of a setting about the session cookie."""
    asked = requirement_of(setting, options)
    if asked is None:
        return NOTHING_TO_JUDGE
    met = _meets(setting, value)
    source = f"{asked.source}: {asked.binding}"
    if met is None:
        return Verdict(Answer.UNKNOWN, f"whether it is {asked.wanted} is up to the engine", source)
    return Verdict(Answer.YES, asked.wanted, source) if met else Verdict(Answer.NO, f"not {asked.wanted}", source)


def _meets(setting: str, value: object) -> bool | None:
    if setting == "SESSION_ENGINE":
        return ENGINE_MODULES[value] != "signed_cookies" if isinstance(value, str) and value in ENGINE_MODULES else None
    if setting == "SESSION_COOKIE_SAMESITE":
        return isinstance(value, str) and value.lower() in {"lax", "strict"}
    if setting == "SESSION_COOKIE_NAME":
        return isinstance(value, str) and value.startswith(_HOST_PREFIX)
    return bool(value)


def of_no_overall_limit(options: Options) -> Verdict:
    """The verdict on the missing overall limit: Django has no setting for one, and the profile may demand it."""
    profile = PROFILES[options.profile]
    # The limit of browsers is not one for a session: it is for a cookie, which is sent again with each write.
    if options.max_age is not None or profile.overall is None or profile.name == "browser":
        return NOTHING_TO_JUDGE
    reason = f"a new login is asked for after {length(profile.overall)}"
    return Verdict(Answer.UNENFORCED, reason, f"{profile.source}: {profile.binding}")


def joined(possible: Sequence[Possibility]) -> Verdict:
    """The verdict on something that may have several values."""
    return together(each.verdict for each in possible)


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict of several."""
    found = list(verdicts)
    answers = {verdict.answer for verdict in found}
    if len(answers) == 1:
        return found[0]
    if not answers or answers <= {Answer.YES, Answer.NONE}:
        return next((verdict for verdict in found if verdict.answer is Answer.YES), NOTHING_TO_JUDGE)
    worst = next((v for v in found if v.answer is Answer.NO), None)
    if worst is not None:
        return Verdict(Answer.DEPENDS, worst.reason, worst.source)
    return Verdict(Answer.DEPENDS, next(v.reason for v in found if v.answer is Answer.UNKNOWN))

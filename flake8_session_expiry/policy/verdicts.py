"""Whether a value, a setting or an expiry is as the profile demands; each answer names its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.plain_values import is_random, length
from flake8_session_expiry.policy.report import NOTHING_TO_JUDGE, Answer, Possibility, Verdict
from flake8_session_expiry.reference.profiles import PROFILES, CookieRequirement, cookie_requirements
from flake8_session_expiry.reference.settings import ENGINE_MODULES
from flake8_session_expiry.settings.session_caches import DUMMY, LOCAL
from flake8_session_expiry.values.value import Kind, Value

NOT_KNOWN = Verdict(Answer.UNKNOWN, "the value is not known")
_HOST_PREFIX = "__Host-"
_FIXED_ENDS = frozenset({Kind.TIMEDELTA, Kind.DATETIME})
_IN_DATABASE = '`SESSION_ENGINE = "django.contrib.sessions.backends.db"`'
_WRITE = {
    "SESSION_COOKIE_SECURE": "`SESSION_COOKIE_SECURE = True`, on a site that is served over HTTPS",
    "SESSION_COOKIE_HTTPONLY": "`SESSION_COOKIE_HTTPONLY = True`",
    "SESSION_COOKIE_SAMESITE": '`SESSION_COOKIE_SAMESITE = "Lax"`',
    "SESSION_COOKIE_NAME": '`SESSION_COOKIE_NAME = "__Host-sessionid"`, which browsers keep only if it is secure, has'
    ' no domain and has the path "/"',
    "SESSION_ENGINE": _IN_DATABASE,
}
_WRITE_KEY = '`SECRET_KEY = os.environ["SECRET_KEY"]`: one key, kept outside of the code'
# docs.djangoproject.com: howto/deployment/checklist ("Avoid committing it to source control") and topics/http/sessions
# ("the local-memory cache backend is NOT multi-process safe").
_DEPLOYMENT = "Django's deployment checklist: SECRET_KEY"
_CACHED_SESSIONS = "Django's documentation: using cached sessions"
_LOSES = {LOCAL: "each process has its own, and a restart empties it", DUMMY: "it keeps nothing"}


def of_expiry(seconds: float | None, kind: Kind, options: Options, *, is_setting: bool = False) -> Verdict:
    """
    The verdict on an expiry of so many seconds (None: not known); ``kind`` is a number, or a fixed end (TIMEDELTA,
    DATETIME). ``is_setting`` is True for ``SESSION_COOKIE_AGE``, False for a call of ``set_expiry()``.
    """
    limit = limit_of(kind, options)
    if limit is None:
        return NOTHING_TO_JUDGE
    if seconds is None:
        return NOT_KNOWN
    most = length(limit.seconds)
    if not seconds <= limit.seconds:  # nan is no allowed length
        write = f"`SESSION_COOKIE_AGE = {limit.seconds}`" if is_setting else _call(limit.seconds, kind)
        return Verdict(Answer.NO, f"longer than {most}", limit.reason, f"{write}, or less")
    return Verdict(Answer.YES, f"at most {most}", limit.reason)


def _call(seconds: int, kind: Kind) -> str:
    return f"`set_expiry(timedelta(seconds={seconds}))`" if kind in _FIXED_ENDS else f"`set_expiry({seconds})`"


def of_age(value: Value, options: Options) -> Verdict:
    """The verdict on a value of ``SESSION_COOKIE_AGE``."""
    number = value.constant if value.kind in {Kind.INT, Kind.FLOAT} and value.known else None
    return of_expiry(number, Kind.INT, options, is_setting=True)


def of_secret_key(value: Value) -> Verdict:
    """The verdict on ``SECRET_KEY``, with which Django signs cookies and the hash of a login: where it comes from."""
    if value.known and value.constant:
        return Verdict(Answer.NO, "whoever has the code has the key", _DEPLOYMENT, _WRITE_KEY)
    if is_random(value):
        return Verdict(Answer.NO, "each process has another one", _DEPLOYMENT, _WRITE_KEY)
    return Verdict(Answer.YES, "not in the code", _DEPLOYMENT) if value.variable is not None else NOTHING_TO_JUDGE


def of_cache(backend: object, engines: set[str]) -> Verdict:
    """
    The verdict on the class of the cache that ``cache`` and ``cached_db`` use; ``engines`` are the short names of all
    that the project may have.
    """
    reason = _LOSES.get(backend) if isinstance(backend, str) else None
    # cached_db has every session in the database as well: a cache that keeps nothing does no harm.
    losing = engines & {"cache", "cached_db"} if backend == LOCAL else engines & {"cache"}
    if reason is None or not losing:
        return NOTHING_TO_JUDGE
    answer = Answer.NO if engines == losing else Answer.DEPENDS
    write = f"a cache that all processes share, such as Redis, or {_IN_DATABASE}"
    return Verdict(answer, reason, _CACHED_SESSIONS, write)


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
    if met:
        return Verdict(Answer.YES, asked.wanted, source)
    return Verdict(Answer.NO, f"not {asked.wanted}", source, _WRITE[setting])


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
    wrong = [v for answer in (Answer.NO, Answer.DEPENDS) for v in found if v.answer is answer]
    if wrong:
        return replace(wrong[0], answer=Answer.DEPENDS)
    return Verdict(Answer.DEPENDS, next(v.reason for v in found if v.answer is Answer.UNKNOWN))

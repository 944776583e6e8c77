"""How long an expiry may be: the option's limit, else the one of the profile that counts for a value of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.values.value import NUMERIC, Kind


@dataclass(frozen=True)
class Limit:
    """The one limit that a value is measured by: ``seconds``, and ``reason`` as the end of a sentence "more than ... allows"."""

    seconds: int
    reason: str


def limit_of(kind: Kind, options: Options) -> Limit | None:
    """
    The limit that holds for expiries of one kind, or None where the profile sets none.

    A number counts from the last response that saved the session, so activity moves the end: it is measured by the idle limit, and by the
    overall one where there is no idle limit. A timedelta or datetime is a fixed end and is measured by the overall limit only.
    ``--session-expiry-max-age`` stands for both.
    """
    if options.max_age is not None:
        return Limit(options.max_age, "--session-expiry-max-age")
    profile = PROFILES[options.profile]
    if kind in NUMERIC and profile.idle is not None:
        return Limit(profile.idle, f"{profile.source} (idle time)")
    if kind in NUMERIC | {Kind.TIMEDELTA, Kind.DATETIME} and profile.overall is not None:
        return Limit(profile.overall, str(profile.source))
    return None

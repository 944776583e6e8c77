"""
How long an expiry may be: by ``--session-expiry-max-age``, else by the profile, whose limit depends on the kind of the
value.
"""

from __future__ import annotations

from dataclasses import dataclass

from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.values.value import NUMERIC, Kind


@dataclass(frozen=True)
class Limit:
    """The limit for a value; ``reason`` is the end of a sentence "more than ... allows"."""

    seconds: int
    reason: str


def limit_of(kind: Kind, options: Options) -> Limit | None:
    """
    The limit for expiries of one kind, or None where the profile has none.

    A number counts from the last response that saved the session, so activity moves the end: its limit is the idle
    limit, or the overall limit where there is no idle limit. A timedelta or datetime is a fixed end: its limit is the
    overall limit. ``--session-expiry-max-age`` is the limit for both.
    """
    if options.max_age is not None:
        return Limit(options.max_age, "--session-expiry-max-age")
    profile = PROFILES[options.profile]
    if kind in NUMERIC and profile.idle is not None:
        return Limit(profile.idle, f"{profile.source} (idle time)")
    if kind in NUMERIC | {Kind.TIMEDELTA, Kind.DATETIME} and profile.overall is not None:
        return Limit(profile.overall, str(profile.source))
    return None

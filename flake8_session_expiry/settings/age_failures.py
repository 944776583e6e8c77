"""What a SESSION_COOKIE_AGE that is no number does: it depends on the engine where sessions end with the browser."""

from __future__ import annotations

from enum import Enum, auto

from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.settings import ENGINE_MODULES
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.values.value import Kind


class AgeFailure(Enum):
    """What happens."""

    SAVING = auto()
    """TypeError as soon as a session is saved."""
    SAVING_ON_MOST = auto()
    """The same on most engines; which one it is is not known."""
    READING = auto()
    """TypeError when a session is read."""
    LOST = auto()
    """Each request loses its session."""
    ENDLESS = auto()
    """No session ever ends."""


def failure_of_age(options: Options, settings: ProjectSettings, kind: Kind) -> AgeFailure | None:
    """
    What happens with a value of a kind that is no number; None where it works.

    Where SESSION_EXPIRE_AT_BROWSER_CLOSE is true no length is sent with the cookie: some engines never compute with the
    age then, or only when they read (Django 4.2 to 6.1).
    """
    if not _may_close(settings):
        return AgeFailure.SAVING
    engine = options.engine or ENGINE_MODULES.get(str(settings.get("SESSION_ENGINE").value))
    if engine in {"cache", "signed_cookies"} and kind is Kind.NONE:
        return AgeFailure.ENDLESS
    if engine == "signed_cookies":
        return None if kind in {Kind.TIMEDELTA, Kind.DECIMAL} else AgeFailure.LOST
    return {None: AgeFailure.SAVING_ON_MOST, "file": AgeFailure.READING}.get(engine, AgeFailure.SAVING)


def _may_close(settings: ProjectSettings) -> bool:
    """Whether one of the known values of SESSION_EXPIRE_AT_BROWSER_CLOSE is true."""
    possible = settings.get("SESSION_EXPIRE_AT_BROWSER_CLOSE").possible
    values = [value for each in possible if each.value is not None for value in each.value.alternatives()]
    return any(value.known and bool(value.constant) for value in values)

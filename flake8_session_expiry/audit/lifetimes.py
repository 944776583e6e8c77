"""How long sessions live, in a few classes: what is drawn as a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flake8_session_expiry.settings.purpose import Purpose

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
NOT_KNOWN: Final = "not known"
NO_SETTINGS: Final = "no settings found"
_LIMITS: Final = (
    (15 * 60, "up to 15 minutes"),
    (_HOUR, "up to 1 hour"),
    (12 * _HOUR, "up to 12 hours"),
    (_DAY, "up to 1 day"),
    (7 * _DAY, "up to 1 week"),
    (14 * _DAY, "up to 2 weeks (Django's default)"),
    (31 * _DAY, "up to 1 month"),
    (400 * _DAY, "up to 400 days"),
)
_LONGER: Final = "longer than 400 days"
CLASSES: Final = (*(words for _, words in _LIMITS), _LONGER, NOT_KNOWN, NO_SETTINGS)


def longest_lifetime(document: Mapping[str, Any]) -> float | None:
    """
    How long a session may live unused, in seconds, by the settings of production, or those of development where there
    are no others; None where one of them is not known.
    """
    ages = [life["idle"] for module in _that_count(document) for life in module["lifetimes"]]
    return None if not ages or None in ages else max(ages)


def lifetime_class(document: Mapping[str, Any]) -> str:
    """The class of a project."""
    if not _that_count(document):
        return NO_SETTINGS
    longest = longest_lifetime(document)
    if longest is None:
        return NOT_KNOWN
    return next((words for limit, words in _LIMITS if longest <= limit), _LONGER)


def _that_count(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return judged(document) or [each for each in document["modules"] if each["purpose"] != Purpose.TESTS.value]


def is_of_development(document: Mapping[str, Any]) -> bool:
    """Whether a project has settings of development alone (``DEBUG = True``): then nothing of them is judged."""
    return bool(_that_count(document)) and not judged(document)


def judged(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The settings modules whose verdicts count."""
    return [module for module in document["modules"] if module["judged"]]

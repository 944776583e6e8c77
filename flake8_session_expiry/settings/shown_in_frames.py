"""Whether pages of other sites are meant to show this site in a frame, by the settings or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.values.value import UNKNOWN, Value

_FRAMES_OF_THIS_SITE_ONLY: Final = frozenset({"DENY", "SAMEORIGIN"})
_NO_OTHER_SITE: Final = frozenset({"self", "none"})
_DIRECTIVE: Final = "frame-ancestors"
_OTHER_SITES: Final = re.compile(
    r"\bi?frames?\b|\bembed(?:s|ded|ding)?\b|\bcross[- ]?(?:site|origin|domain)\b|\bthird[- ]party\b",
    re.IGNORECASE,
)


def allows_frames(settings: ProjectSettings) -> bool:
    """
    Whether a setting certainly allows other sites to show this one in a frame.

    Browsers know two values of ``X_FRAME_OPTIONS``; any other allows all sites. ``frame-ancestors`` lists sites: in
    ``CSP_FRAME_ANCESTORS`` and ``CONTENT_SECURITY_POLICY`` of django-csp, and in ``SECURE_CSP`` of Django 6.0.
    """
    option = settings.get("X_FRAME_OPTIONS").value
    if isinstance(option, str) and option.upper() not in _FRAMES_OF_THIS_SITE_ONLY:
        return True
    return any(_is_another_site(item.constant) for source in _ancestors(settings) for item in source.items or (source,))


def speaks_of_other_sites(comment: str) -> bool:
    """Whether a comment says that the site is shown in a frame, or that other sites make requests to it."""
    return _OTHER_SITES.search(comment) is not None


def _ancestors(settings: ProjectSettings) -> Iterator[Value]:
    """Every list of sites that ``frame-ancestors`` may have."""
    yield from _values(settings, "CSP_FRAME_ANCESTORS")
    for policy in _values(settings, "SECURE_CSP"):
        yield from _item(policy, _DIRECTIVE)
    for policy in _values(settings, "CONTENT_SECURITY_POLICY"):
        for directives in _item(policy, "DIRECTIVES"):
            yield from _item(directives, _DIRECTIVE)


def _values(settings: ProjectSettings, name: str) -> Iterator[Value]:
    for possible in settings.get(name).possible:
        yield from (possible.value or UNKNOWN).alternatives()


def _item(mapping: Value, key: str) -> Iterator[Value]:
    yield from ((mapping.mapping or {}).get(key) or UNKNOWN).alternatives()


def _is_another_site(value: object) -> bool:
    return isinstance(value, str) and value.strip("'\" ").lower() not in {*_NO_OTHER_SITE, ""}

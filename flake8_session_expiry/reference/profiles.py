"""
How long a session may last, and what its cookie must be like, according to published standards; each with its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(frozen=True)
class Publication:
    """The document that a limit is taken from."""

    document: str
    section: str
    year: int
    url: str

    def __str__(self) -> str:
        return f"{self.document}, {self.section}"


@dataclass(frozen=True)
class Profile:
    """
    The longest times that a source allows, in seconds; None where it sets no such limit.

    ``overall`` counts from the login, ``idle`` from the last activity. ``binding`` is the word that the source uses for
    how binding they are ("SHALL"), ``words`` is the sentence of the source.
    """

    name: str
    overall: int | None
    idle: int | None
    binding: str
    source: Publication
    words: str


# Draft 22, approved in December 2025, is in the queue of the RFC Editor: it has no number yet.
_RFC_6265BIS = Publication(
    "RFC 6265bis (Internet-Draft)",
    "5.5",
    2025,
    "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-cookie-lifetime-limits",
)


def _nist(section: str) -> Publication:
    return Publication("NIST SP 800-63B-4", section, 2025, "https://doi.org/10.6028/NIST.SP.800-63B-4")


def _asvs(level: int) -> Publication:
    return Publication(
        "OWASP ASVS 4.0.3",
        f"3.3.2, level {level}",
        2021,
        "https://github.com/OWASP/ASVS/blob/v4.0.3/4.0/en/0x12-V3-Session-management.md",
    )


_PCI_DSS = Publication("PCI DSS 4.0", "8.2.8", 2022, "https://www.pcisecuritystandards.org/document_library/")
_PERIODICALLY = "verify that re-authentication occurs periodically both when actively used or after an idle period"

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile(
                "browser",
                400 * DAY,
                None,
                "SHOULD",
                _RFC_6265BIS,
                "the user agent MUST limit the maximum age of the cookie. "
                "The limit SHOULD NOT be greater than 400 days (34560000 seconds) in the future.",
            ),
            Profile(
                "nist-aal1",
                30 * DAY,
                None,
                "SHOULD",
                _nist("2.1.3, AAL1"),
                "A definite reauthentication overall timeout SHALL be established, which SHOULD be no more than 30 "
                "days at AAL1. "
                "An inactivity timeout MAY be applied but is not required at AAL1.",
            ),
            Profile(
                "nist-aal2",
                24 * HOUR,
                HOUR,
                "SHOULD",
                _nist("2.2.3, AAL2"),
                "A definite reauthentication overall timeout SHALL be established, which SHOULD be no more than 24 "
                "hours at AAL2. "
                "The inactivity timeout SHOULD be no more than 1 hour.",
            ),
            Profile(
                "nist-aal3",
                12 * HOUR,
                15 * MINUTE,
                "SHALL (overall), SHOULD (idle)",
                _nist("2.3.3, AAL3"),
                "At AAL3, the overall timeout for reauthentication SHALL be no more than 12 hours. "
                "The inactivity timeout SHOULD be no more than 15 minutes.",
            ),
            Profile("owasp-asvs-4-l1", 30 * DAY, None, "verify", _asvs(1), f"{_PERIODICALLY}: 30 days"),
            Profile(
                "owasp-asvs-4-l2",
                12 * HOUR,
                30 * MINUTE,
                "verify",
                _asvs(2),
                f"{_PERIODICALLY}: 12 hours or 30 minutes of inactivity, 2FA optional",
            ),
            Profile(
                "owasp-asvs-4-l3",
                12 * HOUR,
                15 * MINUTE,
                "verify",
                _asvs(3),
                f"{_PERIODICALLY}: 12 hours or 15 minutes of inactivity, with 2FA",
            ),
            # PCI DSS has no limit for a session that is in use.
            Profile(
                "pci-dss",
                None,
                15 * MINUTE,
                "required",
                _PCI_DSS,
                "If a user session has been idle for more than 15 minutes, the user is required to re-authenticate "
                "to re-activate the terminal or session.",
            ),
        )
    }
)


@dataclass(frozen=True)
class CookieRequirement:
    """
    One thing that a source demands of the session cookie: ``wanted``, in words; ``setting`` is Django's setting for it.

    ``binding`` is the word that the source uses for how binding it is ("SHALL").
    """

    setting: str
    wanted: str
    binding: str
    source: Publication


def _asvs_cookie(section: str) -> Publication:
    return Publication("OWASP ASVS 4.0.3", section, 2021, _asvs(1).url)


def _deployment(check: str) -> Publication:
    return Publication(
        "Django's deployment checks", check, 2025, "https://docs.djangoproject.com/en/stable/ref/checks/#security"
    )


_HTTPS, _NO_SCRIPTS = "sent over HTTPS only", "hidden from scripts"
_SAMESITE, _HOST = "kept from requests that other sites make", "named with the prefix __Host-"
_OPAQUE, _ENDED = "without readable content", "ended on the server by a logout"
_NIST_COOKIES = _nist("5.1.1")
_OF_NIST = (
    # "SHALL be tagged to be accessible only on secure (i.e., HTTPS) sessions", "SHOULD be tagged as inaccessible via
    # JavaScript", 'SHOULD set "SameSite=Lax" or "SameSite=Strict"', 'SHOULD have the "__Host-" prefix'
    CookieRequirement("SESSION_COOKIE_SECURE", _HTTPS, "SHALL", _NIST_COOKIES),
    CookieRequirement("SESSION_COOKIE_HTTPONLY", _NO_SCRIPTS, "SHOULD", _NIST_COOKIES),
    CookieRequirement("SESSION_COOKIE_SAMESITE", _SAMESITE, "SHOULD", _NIST_COOKIES),
    CookieRequirement("SESSION_COOKIE_NAME", _HOST, "SHOULD", _NIST_COOKIES),
    # "SHOULD contain only an opaque string (e.g., a session identifier)"
    CookieRequirement("SESSION_ENGINE", _OPAQUE, "SHOULD", _NIST_COOKIES),
)
_OF_ASVS = (
    CookieRequirement("SESSION_COOKIE_SECURE", _HTTPS, "verify", _asvs_cookie("3.4.1")),
    CookieRequirement("SESSION_COOKIE_HTTPONLY", _NO_SCRIPTS, "verify", _asvs_cookie("3.4.2")),
    CookieRequirement("SESSION_COOKIE_SAMESITE", _SAMESITE, "verify", _asvs_cookie("3.4.3")),
    CookieRequirement("SESSION_COOKIE_NAME", _HOST, "verify", _asvs_cookie("3.4.4")),
    # "logout and expiration invalidate the session token"
    CookieRequirement("SESSION_ENGINE", _ENDED, "verify", _asvs_cookie("3.3.1")),
)
_OF_DJANGO = (
    CookieRequirement("SESSION_COOKIE_SECURE", _HTTPS, "warning", _deployment("security.W012")),
    CookieRequirement("SESSION_COOKIE_HTTPONLY", _NO_SCRIPTS, "warning", _deployment("security.W015")),
)


def cookie_requirements(profile: str) -> tuple[CookieRequirement, ...]:
    """
    What a profile demands of the session cookie, setting by setting.

    For a profile whose source is about lengths of time only, these are Django's own deployment checks
    (``manage.py check --deploy``).
    """
    if profile.startswith("nist-"):
        return _OF_NIST
    return _OF_ASVS if profile.startswith("owasp-asvs-") else _OF_DJANGO

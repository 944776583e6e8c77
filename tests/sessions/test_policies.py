"""Every profile against the figures of its document, and which of its limits an expiry is measured by."""

from __future__ import annotations

import re

import libcst as cst
import pytest

from flake8_session_expiry import options
from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.policies import PROFILES, Profile, cookie_requirements, limit_for
from flake8_session_expiry.sessions.values import Kind, Value

# name -> overall, idle: as they are printed in the documents
FIGURES = {
    "browser": ("400 days", None),
    "nist-aal1": ("30 days", None),
    "nist-aal2": ("24 hours", "1 hour"),
    "nist-aal3": ("12 hours", "15 minutes"),
    "owasp-asvs-4-l1": ("30 days", None),
    "owasp-asvs-4-l2": ("12 hours", "30 minutes"),
    "owasp-asvs-4-l3": ("12 hours", "15 minutes"),
    "pci-dss": (None, "15 minutes"),
}
UNITS = {"day": 86400, "hour": 3600, "minute": 60}


def seconds(figure: str | None) -> int | None:
    if figure is None:
        return None
    number, unit = figure.split()
    return int(number) * UNITS[unit.rstrip("s")]


def value(kind: Kind) -> Value:
    node = cst.Name("lifetime")
    return Value(node, node, kind)


def test_every_profile_that_the_option_takes() -> None:
    assert tuple(PROFILES) == options.PROFILES == tuple(FIGURES)
    assert all(name == profile.name for name, profile in PROFILES.items())


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_are_those_of_the_document(name: str) -> None:
    profile = PROFILES[name]
    assert (profile.overall, profile.idle) == tuple(seconds(figure) for figure in FIGURES[name])


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_figure_names_document_section_and_year(profile: Profile) -> None:
    source = profile.source
    assert re.search(r"\d", source.section)
    assert 2021 <= source.year <= 2025
    assert source.url.startswith("https://")
    assert str(source) == f"{source.document}, {source.section}"
    assert profile.binding


@pytest.mark.parametrize("name", FIGURES)
def test_the_words_of_the_document_hold_the_figures_and_how_binding_they_are(name: str) -> None:
    profile = PROFILES[name]
    figures = [figure for figure in FIGURES[name] if figure is not None]
    assert all(re.search(rf"\b{figure}\b", profile.words) for figure in figures)
    assert all(word in profile.words for word in re.findall(r"SHALL|SHOULD|verify|required", profile.binding))


@pytest.mark.parametrize(
    ("name", "kind", "limit"),
    [
        ("browser", Kind.INT, "400 days"),
        ("browser", Kind.TIMEDELTA, "400 days"),
        ("nist-aal2", Kind.INT, "1 hour"),
        ("nist-aal2", Kind.FLOAT, "1 hour"),
        ("nist-aal2", Kind.TIMEDELTA, "24 hours"),
        ("nist-aal2", Kind.DATETIME, "24 hours"),
        ("owasp-asvs-4-l1", Kind.INT, "30 days"),
        ("pci-dss", Kind.INT, "15 minutes"),
        ("pci-dss", Kind.TIMEDELTA, None),
        ("pci-dss", Kind.DATETIME, None),
        ("nist-aal2", Kind.UNKNOWN, None),
        ("browser", Kind.STRING, None),
    ],
)
def test_a_number_is_idle_time_and_a_fixed_end_is_not(name: str, kind: Kind, limit: str | None) -> None:
    found = limit_for(value(kind), Options(profile=name))
    assert (found and found.seconds) == seconds(limit)


@pytest.mark.parametrize("kind", [Kind.INT, Kind.TIMEDELTA])
@pytest.mark.parametrize("profile", options.PROFILES)
def test_the_maximum_of_the_project_stands_for_both(profile: str, kind: Kind) -> None:
    found = limit_for(value(kind), Options(profile=profile, max_age=77))
    assert found is not None
    assert found.seconds == 77
    assert found.reason == "--session-expiry-max-age"


def test_the_reason_names_the_document() -> None:
    idle = limit_for(value(Kind.INT), Options(profile="nist-aal3"))
    overall = limit_for(value(Kind.TIMEDELTA), Options(profile="nist-aal3"))
    assert idle is not None and idle.reason == "NIST SP 800-63B-4, 2.3.3, AAL3 (idle time)"
    assert overall is not None and overall.reason == "NIST SP 800-63B-4, 2.3.3, AAL3"


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_asked_of_the_cookie_has_a_source(profile: str) -> None:
    asked = cookie_requirements(profile)
    assert {"SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"} <= {each.setting for each in asked}
    assert all(each.source.document and each.source.section and each.source.year and each.binding for each in asked)
    document = PROFILES[profile].source.document
    own = profile.startswith(("nist-", "owasp-"))
    assert {each.source.document for each in asked} == {document if own else "Django's deployment checks"}

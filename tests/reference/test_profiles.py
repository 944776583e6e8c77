"""Every profile compared with the figures of its document, and what it demands of the session cookie."""

from __future__ import annotations

import re

import pytest

from flake8_session_expiry.reference.profiles import PROFILES, Profile, cookie_requirements

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


def test_every_profile_that_the_option_takes() -> None:
    assert list(PROFILES) == list(FIGURES)
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


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_asked_of_the_cookie_has_a_source(profile: str) -> None:
    asked = cookie_requirements(profile)
    assert {"SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"} <= {each.setting for each in asked}
    assert all(each.source.document and each.source.section and each.source.year and each.binding for each in asked)
    document = PROFILES[profile].source.document
    own = profile.startswith(("nist-", "owasp-"))
    assert {each.source.document for each in asked} == {document if own else "Django's deployment checks"}

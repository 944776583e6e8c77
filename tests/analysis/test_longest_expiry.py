"""Which limit of a profile is that of an expiry."""

from __future__ import annotations

import pytest

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.values.value import Kind
from tests.reference.test_profiles import seconds


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
    found = limit_of(kind, Options(profile=name))
    assert (found and found.seconds) == seconds(limit)


@pytest.mark.parametrize("kind", [Kind.INT, Kind.TIMEDELTA])
@pytest.mark.parametrize("profile", PROFILES)
def test_maximum_of_the_project_is_the_limit_of_both_kinds(profile: str, kind: Kind) -> None:
    found = limit_of(kind, Options(profile=profile, max_age=77))
    assert found is not None
    assert found.seconds == 77
    assert found.reason == "--session-expiry-max-age"


def test_the_reason_names_the_document() -> None:
    idle = limit_of(Kind.INT, Options(profile="nist-aal3"))
    overall = limit_of(Kind.TIMEDELTA, Options(profile="nist-aal3"))
    assert idle is not None and idle.reason == "NIST SP 800-63B-4, 2.3.3, AAL3 (idle time)"
    assert overall is not None and overall.reason == "NIST SP 800-63B-4, 2.3.3, AAL3"

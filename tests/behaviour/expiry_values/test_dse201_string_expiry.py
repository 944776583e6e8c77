"""A string is read as a date in ISO format: digits fail when the session is saved, far from the line."""

from __future__ import annotations

import os
from datetime import datetime
from unittest import mock

from django.utils import timezone

from tests.behaviour.proving import ALL_ENGINES, REDIS, ROW_ENGINES, Block, Site, about, lasts, proof


@proof("dse201_string_expiry", engines=ALL_ENGINES, asynchronous=True, promise=lasts(300))
def test_digits_fail_when_the_session_is_saved(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.raised(ValueError, "saving", "Invalid isoformat string")


@proof("dse201_string_expiry", engines=ALL_ENGINES, case="words", instead=None, fix=False)
def test_so_do_words(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(ValueError, "saving", "Invalid isoformat string")


@proof("dse201_string_expiry", engines=ROW_ENGINES, case="the empty string", instead=None, fix=False)
def test_the_empty_string_fails(site: Site, code: Block) -> None:
    """``set_expiry("")`` ends in a ``ValueError`` when the session is saved."""
    site.login("ann")
    assert site.visit(code).raised(ValueError, "saving", "Invalid isoformat string")


@proof(
    "dse201_string_expiry",
    engines=("cache", "file", "signed_cookies", REDIS),
    case="the empty string",
    instead=None,
    fix=False,
)
def test_the_empty_string_means_the_global_age(site: Site, code: Block) -> None:
    """After ``set_expiry("")`` the session lasts for ``SESSION_COOKIE_AGE``."""
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == 1209600


@proof("dse201_string_expiry", case="eight digits may be a day", instead=None, fix=False)
def test_eight_digits_are_taken_for_a_day(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving", "offset-naive and offset-aware")


@proof(
    "dse201_string_expiry",
    case="eight digits may be a day",
    instead=None,
    fix=False,
    settings={"USE_TZ": False},
)
def test_without_use_tz_the_session_lasts_until_that_day(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert about(visit.max_age, (datetime(2030, 1, 1) - timezone.now()).total_seconds())


@proof(
    "dse201_string_expiry",
    engines=ALL_ENGINES,
    case="a form value, whose length would be the visitor's choice",
    instead=None,
    fix=False,
)
def test_what_a_form_sends_is_a_string(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"lifetime": "300"})
    assert visit.raised(ValueError, "saving", "Invalid isoformat string: '300'")


def lasts_as_the_environment_says(site: Site, code: Block) -> None:
    with mock.patch.dict(os.environ, {"SESSION_LIFETIME": "300"}):
        lasts(300)(site, code)


@proof("dse201_string_expiry", block=1, instead=1, promise=lasts_as_the_environment_says)
def test_what_the_environment_gives_is_a_string(site: Site, code: Block) -> None:
    site.login("ann")
    with mock.patch.dict(os.environ, {"SESSION_LIFETIME": "300"}):
        visit = site.visit(code)
    assert visit.raised(ValueError, "saving", "Invalid isoformat string: '300'")

"""SESSION_COOKIE_AGE of a wrong type fails when a session is saved, and only then."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, POSTGRESQL, REDIS, Block, Site, proof, sessions_last
from tests.behaviour.proving.site import site


@proof("dse401_wrong_type_age", promise=sessions_last(60 * 60))
def test_saving_a_session_fails(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.remember()
    assert visit.raised(TypeError, "saving")


@proof(
    "dse401_wrong_type_age",
    engines=("db", "cache", "cached_db", "signed_cookies", POSTGRESQL, REDIS),
    instead=None,
    fix=False,
)
def test_pages_that_only_read_still_work(site: Site, code: Block) -> None:
    """Pages that only read an existing session go on working."""
    site.login("ann")
    site.configure(code)
    assert site.user() == "ann"


@proof("dse401_wrong_type_age", case="a string of digits", instead=None, promise=sessions_last(1209600))
def test_a_string_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(TypeError, "saving")


@proof("dse401_wrong_type_age", case="a comma at the end of the line", instead=None, promise=sessions_last(3600))
def test_a_tuple_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(TypeError, "saving")


@proof("dse401_wrong_type_age", case="None", instead=None, fix=False)
def test_none_fails(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(TypeError, "saving")


@proof("dse401_wrong_type_age", case="True", engines=ALL_ENGINES, instead=None, fix=False)
def test_true_is_one_second(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.login("ann").max_age == 1
    site.wait(2)
    assert site.user() is None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [Decimal(3600), [3600], {"hours": 1}, 10**12], ids=str)
def test_so_do_a_decimal_a_container_and_what_ends_after_the_year_9999(engine: str, value: object) -> None:
    with site(engine) as fresh:
        fresh.configure(SESSION_COOKIE_AGE=value)
        error = ValueError if value == 10**12 else TypeError
        assert fresh.remember().raised(error, "saving")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_float_is_fine_and_false_is_0(engine: str) -> None:
    with site(engine) as fresh:
        fresh.configure(SESSION_COOKIE_AGE=3600.0)
        assert fresh.login("ann").max_age == 3600
        assert fresh.user() == "ann"
        fresh.configure(SESSION_COOKIE_AGE=False)
        fresh.login("bob")
        assert fresh.user() is None


def test_with_the_file_engine_pages_that_only_read_fail_as_well() -> None:
    with site("file") as fresh:
        fresh.login("ann")
        fresh.configure(SESSION_COOKIE_AGE=timedelta(hours=1))
        assert fresh.open().raised(TypeError, "elsewhere") or fresh.open().failed


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_login_fails(engine: str) -> None:
    with site(engine) as fresh:
        fresh.configure(SESSION_COOKIE_AGE=timedelta(hours=1))
        assert isinstance(fresh.login("ann").error, TypeError)


_A_YEAR = 365 * 24 * 60 * 60


def _stays_logged_in(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"


@proof(
    "dse401_wrong_type_age",
    case="text on signed_cookies with sessions that end with the browser",
    engines=("signed_cookies",),
    instead=None,
    promise=_stays_logged_in,
)
def test_text_loses_each_session_that_ends_with_the_browser(site: Site, code: Block) -> None:
    """With text and ``SESSION_EXPIRE_AT_BROWSER_CLOSE`` each request loses its session."""
    site.configure(code)
    assert site.login("ann").status == 200
    visit = site.open()
    assert (visit.status, visit.user) == (200, None)


@proof(
    "dse401_wrong_type_age",
    case="text on file with sessions that end with the browser",
    engines=("file",),
    instead=None,
    fix=False,
)
def test_text_fails_when_a_session_of_a_file_is_read(site: Site, code: Block) -> None:
    """With text and ``SESSION_EXPIRE_AT_BROWSER_CLOSE`` the request after the login fails with ``TypeError``."""
    site.configure(code)
    assert site.login("ann").status == 200
    assert isinstance(site.open().error, TypeError)


@proof(
    "dse401_wrong_type_age",
    case="None on cache with sessions that end with the browser",
    engines=("cache", "signed_cookies", REDIS),
    instead=None,
    fix=False,
)
def test_none_never_ends_where_sessions_end_with_the_browser(site: Site, code: Block) -> None:
    """With ``None`` and ``SESSION_EXPIRE_AT_BROWSER_CLOSE`` the server accepts a session after ten years."""
    site.configure(code)
    site.login("ann")
    site.wait(10 * _A_YEAR)
    assert site.user() == "ann"

"""SESSION_COOKIE_AGE of a wrong type fails when a session is saved, and only then."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, POSTGRESQL, REDIS, Block, Site, proof, sessions_last


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
    assert site.remember().max_age == 1

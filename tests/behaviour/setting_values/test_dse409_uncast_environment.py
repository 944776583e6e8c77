"""A string from the environment fails as an age, and counts as true as a boolean."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof, sessions_last

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse409_uncast_environment", promise=sessions_last(600, environ={"SESSION_AGE": "600"}))
def test_saving_fails_once_the_variable_is_set(site: Site, code: Block) -> None:
    site.configure(code, environ={"SESSION_AGE": "600"})
    assert site.remember().raised(TypeError, "saving")


@proof("dse409_uncast_environment", same=True)
def test_the_default_hides_it_until_then(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == 3600


def the_text_decides(site: Site, code: Block) -> None:
    for text, saves in {
        "False": False,
        "0": False,
        "": False,
        "True": True,
        "yes": True,
        "1": True,
        "on": True,
    }.items():
        site.configure(code, environ={"SAVE_ALWAYS": text})
        site.remember()
        assert (site.open().cookie is not None) is saves
    site.configure(code)
    assert site.open().cookie is None


@proof("dse409_uncast_environment", block=1, instead=1, promise=the_text_decides)
def test_the_text_false_counts_as_true(site: Site, code: Block) -> None:
    site.configure(code, environ={"SAVE_ALWAYS": "False"})
    site.remember()
    assert site.open().cookie is not None


def the_browser_ends_it_where_the_text_says_so(site: Site, code: Block) -> None:
    for environ, age in (({"CLOSE": "False"}, TWO_WEEKS), ({"CLOSE": "True"}, None), ({}, None)):
        site.configure(code, environ=environ)
        visit = site.remember()
        assert visit.cookie is not None and visit.max_age == age


@proof(
    "dse409_uncast_environment", case="bool of a text", instead=None, promise=the_browser_ends_it_where_the_text_says_so
)
def test_bool_of_a_text_is_true(site: Site, code: Block) -> None:
    site.configure(code, environ={"CLOSE": "False"})
    visit = site.remember()
    assert visit.cookie is not None
    assert visit.max_age is None

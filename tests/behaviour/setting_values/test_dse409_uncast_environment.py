"""A string from the environment fails as an age, and counts as true as a boolean."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse409_uncast_environment")
def test_saving_fails_once_the_variable_is_set(site: Site, code: Block) -> None:
    site.configure(code, environ={"SESSION_AGE": "600"})
    assert site.remember().raised(TypeError, "saving")


@proof("dse409_uncast_environment", same=True)
def test_the_default_hides_it_until_then(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().max_age == 3600


@proof("dse409_uncast_environment", block=1, instead=1)
def test_the_text_false_counts_as_true(site: Site, code: Block) -> None:
    site.configure(code, environ={"SAVE_ALWAYS": "False"})
    site.remember()
    assert site.open().cookie is not None


@proof("dse409_uncast_environment", case="bool of a text", instead=None)
def test_bool_of_a_text_is_true(site: Site, code: Block) -> None:
    site.configure(code, environ={"CLOSE": "False"})
    visit = site.remember()
    assert visit.cookie is not None
    assert visit.max_age is None

"""A number under the private key works by chance; what set_expiry converts fails, and so does deleting what is not there."""

from __future__ import annotations

from tests.behaviour.proving import JSON_ENGINES, Block, Site, proof


@proof("dse109_private_key", asynchronous=True)
def test_a_timedelta_fails_when_the_session_is_saved(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving")


@proof("dse109_private_key", block=1, instead=1)
def test_deleting_what_is_not_there_raises(site: Site, code: Block) -> None:
    assert site.visit(code).raised(KeyError, "view")


@proof("dse109_private_key", block=1, instead=1, since=(5, 1), asynchronous=True)
def test_deleting_fails_for_a_returning_visitor_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).failed


@proof("dse109_private_key", case="a moment", engines=JSON_ENGINES)
def test_a_datetime_fails_where_it_is_turned_into_json(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "saving", "not JSON serializable")


@proof("dse109_private_key", case="seconds", same=True)
def test_a_number_happens_to_work(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == 300


@proof("dse109_private_key", case="seconds", instead=None, fix=False)
def test_a_string_is_taken_for_a_date(site: Site, code: Block) -> None:
    text = code.text.replace("300", '"300"')
    assert site.visit(Block(code.stem, code.origin, text)).raised(ValueError, "saving", "isoformat")

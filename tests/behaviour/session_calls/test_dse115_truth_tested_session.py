"""Before Django 6.1 a session is always true, also that of a visitor who has none; since then an empty one is false."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def knows_who_was_there(site: Site, code: Block) -> None:
    assert site.visit(code).body == "welcome"
    site.remember(step=1)
    assert site.visit(code).body == "welcome back"


@proof("dse115_truth_tested_session", before=(6, 1), promise=knows_who_was_there)
def test_holds_for_a_visitor_without_a_session(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert visit.cookie is None
    assert visit.body == "welcome back"


@proof("dse115_truth_tested_session", since=(6, 1), same=True, fix=False)
def test_django_6_1_asks_whether_it_is_empty(site: Site, code: Block) -> None:
    assert site.visit(code).body == "welcome"
    site.remember(step=1)
    assert site.visit(code).body == "welcome back"


@proof("dse115_truth_tested_session", before=(6, 1), instead=None, fix=False)
def test_not_a_session_is_never_true(site: Site, code: Block) -> None:
    asked = Block(code.stem, code.origin, "return HttpResponse(str(not request.session))")
    assert site.visit(asked).body == "False"
    site.remember(step=1)
    assert site.visit(asked).body == "False"

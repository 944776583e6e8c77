"""Attributes that nobody reads: the session lasts as long as before, and is not saved because of them."""

from __future__ import annotations

from flake8_session_expiry.reference.session_misnomers import IGNORED_ATTRIBUTES
from tests.behaviour.proving import Block, Site, lasts, proof

TWO_WEEKS = 14 * 24 * 60 * 60


def lasts_and_is_saved(site: Site, code: Block) -> None:
    lasts(300)(site, code)
    site.visit(code)
    assert site.open().data == {"seen": True}


@proof("dse108_meaningless_attribute", asynchronous=True, promise=lasts_and_is_saved)
def test_the_session_lasts_as_long_as_before(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == TWO_WEEKS


@proof("dse108_meaningless_attribute", case="the age as an attribute", instead=None, fix=False)
def test_none_of_the_list_has_an_effect(site: Site, code: Block) -> None:
    for name in ["SESSION_COOKIE_AGE", "SESSION_EXPIRE_AT_BROWSER_CLOSE", *sorted(IGNORED_ATTRIBUTES)]:
        text = code.text.replace("SESSION_COOKIE_AGE", name)
        visit = site.visit(Block(code.stem, code.origin, text))
        assert not visit.failed, name
        assert visit.cookie is None, name
        written = site.visit(Block(code.stem, code.origin, f"request.session['seen'] = True\n{text}"))
        assert written.max_age == TWO_WEEKS, name

"""The box was ticked, and the cookie ends with the browser all the same."""

from __future__ import annotations

import pytest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, proof


def who_asks_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code, data={"name": "ann"}).max_age is None
    assert site.visit(code, data={"remember": "on"}).max_age == 30 * 24 * 60 * 60
    site.close()
    assert site.user() == "ann"


@proof("dse319_never_true_remember_me", asynchronous=True, promise=who_asks_is_remembered)
def test_nobody_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"remember": "on"})
    assert visit.cookie is not None
    assert visit.max_age is None
    assert site.visit(code, data={"name": "ann"}).max_age is None


def who_does_not_ask_is_forgotten(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code, data={"remember": "on"}).cookie is None
    assert site.visit(code, data={"name": "ann"}).max_age is None
    site.close()
    assert site.user() is None


@proof(
    "dse319_never_true_remember_me",
    case="False without a default",
    instead=None,
    promise=who_does_not_ask_is_forgotten,
)
def test_everybody_is_remembered(site: Site, code: Block) -> None:
    site.login("ann")
    for sent in ({"remember": "on"}, {"name": "ann"}):
        assert site.visit(code, data=sent).cookie is None
    site.close()
    assert site.user() == "ann"


TEXT = """
def view(request):
    if request.POST.get("remember") {test}:
        request.session.set_expiry(30 * 24 * 60 * 60)
    else:
        request.session.set_expiry(0)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_is_compared_with_the_text_that_the_form_sends(engine: str) -> None:
    def remembers_who_sends_true(site: Site, code: Block) -> None:
        site.login("ann")
        ages = [site.visit(code, data={"remember": sent}).max_age for sent in ("true", "false")]
        assert ages == [30 * 24 * 60 * 60, None]

    advice_keeps(remembers_who_sends_true, engine, TEXT.format(test='== "true"'))
    with pytest.raises(AssertionError):
        advice_keeps(remembers_who_sends_true, engine, TEXT.format(test=""))

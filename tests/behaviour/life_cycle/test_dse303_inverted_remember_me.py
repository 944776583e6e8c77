"""Who asks to be remembered gets a cookie without Max-Age."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.behaviour.pages import block_of
from tests.behaviour.proving import ENGINES, Block, Site, proof
from tests.behaviour.proving.site import site as new_site


def remembers(field: str) -> Callable[[Site, Block], None]:
    """Who asks for it is known for two weeks, who does not until the browser closes."""

    def promise(site: Site, code: Block) -> None:
        site.login("ann")
        assert site.visit(code, data={field: ""}).max_age is None
        site.close()
        assert site.user() is None
        site.login("ann")
        visit = site.visit(code, data={field: "on"})
        assert visit.cookie is None or visit.max_age == 14 * 24 * 60 * 60  # None: the cookie of the login stays
        site.close()
        site.wait(13 * 24 * 60 * 60)
        assert site.user() == "ann"

    return promise


@proof("dse303_inverted_remember_me", asynchronous=True, promise=remembers("remember_me"))
def test_the_remembered_visitor_is_forgotten_with_the_browser(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code, data={"remember_me": "on"})
    assert visit.cookie is not None and visit.cookie.value
    assert visit.max_age is None


@proof("dse303_inverted_remember_me", block=1, instead=1, asynchronous=True, promise=remembers("remember"))
def test_the_conditional_expression_does_the_same(site: Site, code: Block) -> None:
    site.login("ann")
    remembered = site.visit(code, data={"remember": "on"})
    forgotten = site.visit(code, data={"remember": ""})
    assert (remembered.max_age, forgotten.max_age) == (None, 1209600)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("both_branches", [True, False])
def test_without_the_other_branch_the_last_answer_holds_for_the_next_login(engine: str, both_branches: bool) -> None:
    text = block_of("dse303_inverted_remember_me", "Use instead").text
    if not both_branches:
        text = text.replace("set_expiry(None)  # SESSION_COOKIE_AGE", "get('k')")
    code = Block("advice", "both branches" if both_branches else "one branch", text)
    with new_site(engine) as site:
        site.login("ann")
        site.visit(code, data={"remember_me": ""})
        site.login("ann")
        site.visit(code, data={"remember_me": "on"})
        assert site.open().user == "ann"
        site.close()
        assert site.user() == ("ann" if both_branches else None)


def who_asks_has_the_longer_one(site: Site, code: Block) -> None:
    for asked, age in ((True, 1209600), (False, 300)):
        site.login("ann")
        assert site.visit(code, kwargs={"remember_me": asked}).max_age == age


@proof("dse303_inverted_remember_me", case="the shorter of two", instead=None, promise=who_asks_has_the_longer_one)
def test_who_asks_has_the_shorter_one(site: Site, code: Block) -> None:
    site.login("ann")
    ages = [site.visit(code, kwargs={"remember_me": asked}).max_age for asked in (True, False)]
    assert ages == [300, 1209600]

"""A LogoutView that accepts GET shows that the user is logged out, and he is not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.behaviour.proving import Block, Site, logs_out, proof
from tests.behaviour.proving.project import SETTINGS

TEMPLATES: Any = deepcopy(SETTINGS["TEMPLATES"])
TEMPLATES[0]["OPTIONS"]["loaders"][0][1]["registration/logged_out.html"] = "logged out"
WITH_ITS_PAGE = {"TEMPLATES": TEMPLATES}


def a_link_is_refused_and_a_form_logs_out(site: Site, code: Block) -> None:
    site.login("ann")
    assert (site.visit(code).status, site.user()) == (405, "ann")
    logs_out(data={})(site, code)


@proof(
    "dse327_get_on_logout_view",
    since=(5, 0),
    settings=WITH_ITS_PAGE,
    promise=a_link_is_refused_and_a_form_logs_out,
)
def test_the_page_says_so_and_the_user_is_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert (visit.status, visit.body) == (200, "logged out")
    assert site.user() == "ann"


@proof("dse327_get_on_logout_view", since=(5, 0), instead=1, settings=WITH_ITS_PAGE, promise=logs_out())
def test_a_get_of_its_own_helps(site: Site, code: Block) -> None:
    site.login("ann")
    site.visit(code)
    assert site.user() == "ann"


@proof("dse327_get_on_logout_view", since=(5, 0), instead=None, case="in a function", settings=WITH_ITS_PAGE)
def test_so_does_as_view(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert (visit.status, visit.body) == (200, "logged out")
    assert site.user() == "ann"


@proof(
    "dse327_get_on_logout_view",
    since=(5, 0),
    instead=None,
    case="a post of its own does not help",
    settings=WITH_ITS_PAGE,
)
def test_a_post_of_its_own_does_not_help(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).status == 200
    assert site.user() == "ann"


@proof("dse327_get_on_logout_view", before=(5, 0), instead=None, settings=WITH_ITS_PAGE)
def test_before_django_5_0_get_and_post_logged_out(site: Site, code: Block) -> None:
    for data in (None, {"sent": "1"}):
        site.login("ann")
        assert site.visit(code, data=data).body == "logged out"
        assert site.user() is None

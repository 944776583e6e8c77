"""Three visits without a cookie leave three stored sessions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tests.behaviour.proving import ENGINES, ROW_ENGINES, Block, Site, proof


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


def only_users_get_one(site: Site, code: Block) -> None:
    site.install(code, "IdleTimeoutMiddleware")
    visit = site.other().get(page)
    assert (visit.body, visit.cookie) == ("welcome", None)
    assert visit.headers.get("Vary") == "Cookie"  # request.user reads the session
    site.login("ann")
    assert site.get(page).max_age == 1800
    assert site.engine not in ("db", "cached_db") or site.rows() == 1


@proof("dse320_expiry_for_every_visitor", engines=ROW_ENGINES, promise=only_users_get_one)
def test_a_row_is_stored_for_each_visitor(site: Site, code: Block) -> None:
    """Each visitor without a cookie adds a row to the database."""
    site.install(code, "IdleTimeoutMiddleware")
    for _ in range(3):
        site.other().get(page)
    assert site.rows() == 3


@proof("dse320_expiry_for_every_visitor", engines=ENGINES, promise=only_users_get_one)
def test_a_cookie_for_each(site: Site, code: Block) -> None:
    site.install(code, "IdleTimeoutMiddleware")
    visit = site.other().get(page)
    assert visit.max_age == 1800
    assert visit.headers.get("Vary") == "Cookie"


@proof("dse320_expiry_for_every_visitor", engines=ENGINES, instead=None)
def test_none_makes_no_session(site: Site, code: Block) -> None:
    none = Block(code.stem, code.origin, code.text.replace("1800", "None"))
    site.install(code, "IdleTimeoutMiddleware")
    assert site.other().get(page).cookie is not None
    site.install(none, "IdleTimeoutMiddleware")
    assert site.other().get(page).cookie is None

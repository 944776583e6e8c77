"""What is only emptied is still there: key, stored copy, cookie."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.behaviour.pages import block_of
from tests.behaviour.proving import ENGINES, SERVER_ENGINES, Block, Site, logs_out, proof
from tests.behaviour.proving.site import site as new_site


@proof("dse307_clear_as_logout", engines=SERVER_ENGINES, asynchronous=True, promise=logs_out())
def test_key_and_stored_copy_stay_and_the_cookie_is_renewed(site: Site, code: Block) -> None:
    """After ``clear()`` the session keeps its key and its stored copy, and its cookie is sent anew."""
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert not visit.failed
    assert site.user() is None
    assert visit.max_age == 1209600
    assert visit.cookie is not None and visit.cookie.value == key
    assert site.exists(key)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_copy_of_the_old_cookie_opens_the_empty_session_and_with_signed_cookies_the_old_one(engine: str) -> None:
    with new_site(engine) as site:
        site.login("ann")
        copied = site.cookie
        site.visit(block_of("dse307_clear_as_logout", "Flagged"))
        site.remember(next_visitor="bob")
        opened = site.replay(copied)
        signed = engine == "signed_cookies"
        assert (opened.user, opened.data) == (("ann", {}) if signed else (None, {"next_visitor": "bob"}))


@proof(
    "dse307_clear_as_logout",
    case="the user's key by its constant, popped",
    instead=None,
    promise=logs_out(data={"sure": "yes"}),
)
def test_without_the_users_key_the_other_data_stay(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(cart=[1])
    visit = site.visit(code, data={"sure": "yes"})
    assert not visit.failed
    opened = site.open()
    assert opened.user is None
    assert opened.data.get("cart") == [1]


@proof("dse307_clear_as_logout", case="every key", instead=None, engines=SERVER_ENGINES, promise=logs_out())
def test_so_they_do_without_any_key(site: Site, code: Block) -> None:
    """After each key was deleted it is the same."""
    site.login("ann")
    key = site.cookie
    assert not site.visit(code).failed
    assert site.user() is None
    assert site.exists(key)


@proof("dse307_clear_as_logout", case="delete", instead=None, engines=SERVER_ENGINES, promise=logs_out())
def test_delete_leaves_the_cookie(site: Site, code: Block) -> None:
    """After ``delete()`` the browser keeps its cookie."""
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert not visit.failed
    assert not site.exists(key)
    assert visit.cookie is None


@proof("dse307_clear_as_logout", case="delete", instead=None, fix=False, engines=SERVER_ENGINES)
def test_delete_fails_where_the_session_was_written_before(site: Site, code: Block) -> None:
    """``delete()`` in a request that has written to the session is answered with status 400."""
    site.login("ann")
    written = Block(
        code.stem, code.origin, code.text.replace("    request", "    request.session['a'] = 1\n    request")
    )
    assert site.visit(written).status == 400


REDIRECT = {"redirect": lambda address: None}


@proof("dse307_clear_as_logout", case="over the keys themselves", instead=None, promise=logs_out(names=REDIRECT))
def test_a_loop_over_the_keys_themselves_fails_and_the_visitor_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code, names=REDIRECT).raised(RuntimeError, "view", "changed size during iteration")
    assert site.user() == "ann"


@proof(
    "dse307_clear_as_logout", case="over the session itself, which has no iterator", instead=None, promise=logs_out()
)
def test_a_loop_over_the_session_fails_and_the_visitor_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(KeyError, "view", "0")
    assert site.user() == "ann"


@proof(
    "dse307_clear_as_logout",
    case="clear and delete",
    instead=None,
    engines=SERVER_ENGINES,
    promise=logs_out(names=REDIRECT),
)
def test_clear_and_delete_answer_400_and_leave_the_cookie(site: Site, code: Block) -> None:
    """``clear()`` with ``delete()`` is answered with status 400, and the browser keeps its cookie."""
    site.login("ann")
    visit = site.visit(code, names=REDIRECT)
    assert visit.status == 400
    assert visit.cookie is None


def the_member_is_gone(site: Site, code: Block) -> None:
    driver = SimpleNamespace(pk=7)
    site.visit(code, "sign_in", kwargs={"driver": driver})
    site.remember(cart=[1])
    visit = site.visit(code, "sign_out")
    assert visit.cookie is not None and visit.cookie.deleted
    assert site.open().data == {}


@proof("dse307_clear_as_logout", case="the only key of a login", instead=None, promise=the_member_is_gone)
def test_without_the_key_of_an_own_login_the_other_data_stay(site: Site, code: Block) -> None:
    site.visit(code, "sign_in", kwargs={"driver": SimpleNamespace(pk=7)})
    site.remember(cart=[1])
    assert not site.visit(code, "sign_out").failed
    assert site.open().data == {"cart": [1]}

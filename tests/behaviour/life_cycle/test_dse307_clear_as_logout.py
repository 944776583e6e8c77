"""What is only emptied is still there: key, stored copy, cookie."""

from __future__ import annotations

from tests.behaviour.proving import SERVER_ENGINES, Block, Site, logs_out, proof


@proof("dse307_clear_as_logout", engines=SERVER_ENGINES, asynchronous=True, promise=logs_out())
def test_key_and_stored_copy_stay_and_the_cookie_is_renewed(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert not visit.failed
    assert site.user() is None
    assert visit.max_age == 1209600
    assert visit.cookie is not None and visit.cookie.value == key
    assert site.exists(key)


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


@proof("dse307_clear_as_logout", case="every key", instead=None, fix=False, engines=SERVER_ENGINES)
def test_so_they_do_without_any_key(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    assert not site.visit(code).failed
    assert site.user() is None
    assert site.exists(key)


@proof("dse307_clear_as_logout", case="delete", instead=None, engines=SERVER_ENGINES, promise=logs_out())
def test_delete_leaves_the_cookie(site: Site, code: Block) -> None:
    site.login("ann")
    key = site.cookie
    visit = site.visit(code)
    assert not visit.failed
    assert not site.exists(key)
    assert visit.cookie is None


@proof("dse307_clear_as_logout", case="delete", instead=None, fix=False, engines=SERVER_ENGINES)
def test_delete_fails_where_the_session_was_written_before(site: Site, code: Block) -> None:
    site.login("ann")
    written = Block(
        code.stem, code.origin, code.text.replace("    request", "    request.session['a'] = 1\n    request")
    )
    assert site.visit(written).status == 400

"""The harness itself: what it runs, and that it sees what a visitor would."""

from __future__ import annotations

from collections.abc import Iterator

import django
import pytest

from tests.behaviour.pages import block_of, blocks_of, case_of, declares_fix
from tests.behaviour.proving import (
    ALL_ENGINES,
    ENGINES,
    Block,
    Site,
    about,
    cookie_is,
    ends_with_the_browser,
    lasts,
    logs_out,
    sessions_end_with_the_browser,
    sessions_last,
)
from tests.behaviour.proving.promises import Promise
from tests.behaviour.proving.proofs import only_failing, run_promise
from tests.behaviour.proving.proofs import run as run_proof
from tests.behaviour.proving.site import site as new_site

TWO_WEEKS = 14 * 24 * 60 * 60
SAVES = "request.session['k'] = 1"


@pytest.fixture(params=ALL_ENGINES)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with new_site(request.param) as fresh:
        yield fresh


@pytest.fixture
def db() -> Iterator[Site]:
    with new_site("db") as fresh:
        yield fresh


def block(text: str) -> Block:
    return Block("dse000_none", "Flagged", text)


def test_a_login_lasts_two_weeks_and_ends_in_the_browser(site: Site) -> None:
    assert site.login("ann").max_age == TWO_WEEKS
    site.wait(TWO_WEEKS - 60)
    assert site.user() == "ann"
    stolen = site.cookie
    site.wait(120)
    assert site.user() is None
    assert site.replay(stolen).user is None


def test_logout_ends_a_session_on_the_server_but_for_signed_cookies(site: Site) -> None:
    stolen = site.login("bob").key
    visit = site.visit(block("logout(request)"))
    assert visit.cookie is not None
    assert visit.cookie.deleted
    assert site.user() is None
    assert site.replay(stolen).user == ("bob" if site.engine == "signed_cookies" else None)


def test_browser_length_sessions_end_with_the_browser(site: Site) -> None:
    visit = site.visit(block("request.session.set_expiry(0)"))
    assert visit.cookie is not None
    assert visit.max_age is None
    kept = site.cookie
    site.close()
    assert site.cookie is None
    assert kept


def test_the_stored_end(db: Site) -> None:
    db.visit(block("request.session.set_expiry(300)"))
    assert about(db.stored(), 300)
    db.wait(100)
    assert about(db.stored(), 200)
    with new_site("cache") as cached:
        cached.visit(block("request.session.set_expiry(300)"))
        assert about(cached.stored(), 300)
    with new_site("file") as files, pytest.raises(LookupError):
        files.stored()


def test_an_exception_says_where_it_came_up(db: Site) -> None:
    assert db.visit(block("request.session.set_expiry()")).raised(TypeError, "view")
    assert db.visit(block("request.session.set_expiry('5 minutes')")).raised(ValueError, "saving", "isoformat")
    db.configure(SESSION_ENGINE="django.contrib.sessions.backends.database")
    assert db.visit(block(SAVES)).raised(ModuleNotFoundError, "start")


def test_an_exception_of_the_page_that_the_middleware_only_calls_is_the_pages_own(db: Site) -> None:
    db.configure(MIDDLEWARE=[])
    visit = db.visit(block(SAVES))
    assert visit.status == 500
    assert visit.raised(AttributeError, "view")


@pytest.mark.parametrize(
    "text",
    [
        SAVES,
        "self.request.session['k'] = 1",
        f"def helper(x):\n    pass\n\ndef page(request):\n    {SAVES}\n",
        f"from django.views import View\n\nclass Page(View):\n    def get(self, request):\n        {SAVES}\n"
        "        return HttpResponse()\n",
        f"async def page(request):\n    {SAVES}\n",
        f"import asyncio\nawait asyncio.sleep(0)\n{SAVES}\n",
    ],
    ids=["statement", "method statement", "function", "class", "async function", "await"],
)
def test_what_counts_as_the_view(db: Site, text: str) -> None:
    visit = db.visit(block(text))
    assert (visit.status, visit.error) == (200, None)
    assert db.open().data == {"k": 1}


def test_a_view_can_be_chosen_and_given_names(db: Site) -> None:
    code = block("def first(request):\n    return HttpResponse(greeting)\ndef second(request):\n    pass\n")
    assert db.visit(code, "first", names={"greeting": "hello"}).body == "hello"
    code_with_argument = block("def page(request, pk):\n    return HttpResponse(str(pk))\n")
    assert db.visit(code_with_argument, kwargs={"pk": 7}).body == "7"
    with pytest.raises(LookupError):
        db.visit(code, "third")
    with pytest.raises(LookupError):
        db.visit(block("class Store(dict):\n    pass\n"))


def test_the_async_form_awaits_what_has_a_twin() -> None:
    text = "from django.contrib.auth import logout\n\ndef page(request, pk):\n    request.session.set_expiry(0)\n"
    text += "    request.session['k'] = 1\n    request.session.clear()\n    logout(request)\n"
    expected = "from django.contrib.auth import alogout\n\nasync def page(request, pk):\n"
    expected += "    await request.session.aset_expiry(0)\n    await request.session.aset('k', 1)\n"
    expected += "    request.session.clear()\n    await alogout(request)\n"
    assert block(text).as_async_view().text == expected
    assert block("del request.session\n").as_async_view().text == "async def view(request):\n    del request.session\n"


def test_an_async_proof_needs_a_returning_visitor() -> None:
    def claim(site: Site, code: Block) -> None:
        assert site.visit(code).cookie is None

    silent = block("pass").as_async_view()
    with pytest.raises(AssertionError, match="nobody came back"):
        run_proof(claim, "db", silent, False, {}, by_returning=True)

    def better(site: Site, code: Block) -> None:
        site.login()
        claim(site, code)

    run_proof(better, "db", silent, False, {}, by_returning=True)


def test_form_data_and_query(db: Site) -> None:
    assert db.visit(block("return HttpResponse(request.POST['a'])"), data={"a": "1"}).body == "1"
    assert db.visit(block("return HttpResponse(request.GET['a'])"), query={"a": "2"}).body == "2"
    code = block("async def page(request):\n    return HttpResponse(request.POST['a'])")
    assert db.visit(code, data={"a": "3"}).body == "3"


def test_a_returning_visitor_in_an_async_view_needs_the_database(site: Site) -> None:
    site.remember(k=1)
    visit = site.visit(block("async def view(request):\n    request.session.set_expiry(300)"))
    fails = site.engine == "db"
    assert (type(visit.error).__name__ == "SynchronousOnlyOperation") is fails
    assert site.open().data == {"k": 1}


def test_a_coroutine_that_nobody_awaits_is_noted(db: Site) -> None:
    visit = db.visit(block("async def later():\n    pass\n\ndef page(request):\n    later()\n"))
    assert visit.warnings == ["RuntimeWarning: coroutine 'later' was never awaited"]


def test_streamed_and_queried(db: Site) -> None:
    code = block(f"def part():\n    {SAVES}\n    yield 'x'\nreturn StreamingHttpResponse(part())")
    assert db.visit(code).body == "x"
    assert db.open().data == {}
    db.remember()
    assert any("django_session" in query for query in db.visit(block("request.session.clear_expired()")).queries)


def test_settings_of_a_block_hold_for_the_rest_of_the_proof(db: Site) -> None:
    db.configure(block("import os\nSESSION_COOKIE_AGE = int(os.environ['AGE'])\n_private = 1\n"), environ={"AGE": "60"})
    assert db.remember().max_age == 60
    db.configure(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE=None)
    visit = db.remember()
    assert visit.cookie is not None
    assert (visit.cookie.secure, visit.cookie.httponly, visit.cookie.samesite) == (True, True, "")


def test_settings_of_one_proof_do_not_reach_the_next() -> None:
    with new_site("db") as one:
        one.configure(SESSION_COOKIE_AGE=60)
        assert one.remember().max_age == 60
    with new_site("db") as other:
        assert other.remember().max_age == TWO_WEEKS


def test_middleware_of_the_page(db: Site) -> None:
    text = "class Mark:\n    def __init__(self, get_response):\n        self.get_response = get_response\n"
    text += "    def __call__(self, request):\n        request.session['seen'] = True\n"
    text += "        return self.get_response(request)\n"
    db.install(block(text), "Mark")
    assert db.open().data == {"seen": True}
    db.install(block(text.replace("Mark", "Early")), "Early", first=True)
    assert db.open().raised(AttributeError, "view")


def test_receivers_of_a_page_go_with_the_site(db: Site) -> None:
    text = "from django.contrib.auth.signals import user_logged_in\n"
    text += "def receive(sender, request, **kwargs):\n    request.session['from'] = 'receiver'\n"
    text += "user_logged_in.connect(receive, weak=False)\n"
    with new_site("db") as other:
        other.run(block(text))
        other.login()
        assert other.open().data == {"from": "receiver"}
    db.login()
    assert db.open().data == {}


def test_code_outside_of_a_request(site: Site) -> None:
    site.remember(k=1)
    names = site.run(block("found = self.client.session['k']\nstore = SessionStore()\nstore['a'] = 1\nstore.save()\n"))
    assert names["found"] == 1
    assert site.exists(names["store"].session_key) is (site.engine != "signed_cookies")


def test_two_browsers(db: Site) -> None:
    db.login("ann")
    other = db.other()
    db.login("bob", other)
    assert (db.user(), other.user()) == ("ann", "bob")
    assert db.rows() == 2
    assert db.django == django.VERSION[:2]


def test_code_is_taken_from_cases_and_pages() -> None:
    flagged, after = case_of("dse202_bool_expiry", "by keyword")
    assert (flagged.text, after and after.text) == (
        "request.session.set_expiry(value=False)\n",
        "request.session.set_expiry(value=0)\n",
    )
    assert [one.text for one in blocks_of("dse202_bool_expiry", "Use instead")] == [
        "request.session.set_expiry(0)\n",
        "request.session.set_expiry(600)\n",
    ]
    assert declares_fix("dse202_bool_expiry")
    with pytest.raises(LookupError):
        case_of("dse202_bool_expiry", "no such case")
    with pytest.raises(LookupError):
        block_of("dse202_bool_expiry", "Flagged", 9)
    with pytest.raises(LookupError):
        block_of("dse000_none", "Flagged")


def test_a_repaired_block_that_still_fails_is_told() -> None:
    def claim(site: Site, code: Block) -> None:
        assert site.visit(code).max_age == 1

    good, still_bad = block("request.session.set_expiry(600)"), block("request.session.set_expiry(1)")
    run_proof(claim, "db", good, True, {})
    run_proof(claim, "db", still_bad, False, {})
    with pytest.raises(pytest.fail.Exception, match="still there"):
        run_proof(claim, "db", still_bad, True, {})
    with pytest.raises(AssertionError, match="fails in its own way"):
        run_proof(claim, "db", block("request.session.set_expiry()"), True, {})
    with pytest.raises(AssertionError):
        run_proof(claim, "db", good, False, {})


def test_a_promise_is_kept_by_the_repaired_code_and_by_no_other() -> None:
    good, longer = block("request.session.set_expiry(600)"), block("request.session.set_expiry(601)")
    for engine in ALL_ENGINES:
        run_promise(lasts(600), engine, good, True, {})
        run_promise(lasts(600), engine, longer, False, {})
    with pytest.raises(AssertionError, match="601"):
        run_promise(lasts(600), "db", longer, True, {})
    with pytest.raises(pytest.fail.Exception, match="is there with Flagged, too"):
        run_promise(lasts(600), "db", good, False, {})

    def careless(site: Site, code: Block) -> None:
        site.visit(code)

    with pytest.raises(AssertionError, match="Flagged fails: TypeError"):
        run_promise(careless, "db", block("request.session.set_expiry()"), True, {})


@pytest.mark.parametrize(
    ("promise", "kept", "broken"),
    [
        (lasts(300), "request.session.set_expiry(300)", "request.session.set_expiry(299)"),
        (lasts(300), "request.session.set_expiry(300)", "logout(request)\nrequest.session.set_expiry(300)"),
        (lasts(300), "request.session.set_expiry(300)", "request.session.set_expiry(timedelta(seconds=299.9))"),
        (
            lasts(300, fixed_end=True),
            "request.session.set_expiry(timedelta(minutes=5))",
            "request.session.set_expiry(timedelta(minutes=6))",
        ),
        (ends_with_the_browser(), "request.session.set_expiry(0)", "request.session.set_expiry(60)"),
        (ends_with_the_browser(), "request.session.set_expiry(0)", "request.session.flush()"),
        (logs_out(), "request.session.flush()", "request.session.clear()"),
        (logs_out(), "logout(request)", "del request.session['_auth_user_id']"),
        (logs_out(), "logout(request)", "logout(request)\nrequest.session['k'] = 1"),
        (sessions_last(3600), "SESSION_COOKIE_AGE = 3600", "SESSION_COOKIE_AGE = 3601"),
        (
            sessions_end_with_the_browser,
            "SESSION_EXPIRE_AT_BROWSER_CLOSE = True",
            "SESSION_EXPIRE_AT_BROWSER_CLOSE = False",
        ),
        (cookie_is(secure=True), "SESSION_COOKIE_SECURE = True", "SESSION_COOKIE_SECURE = False"),
        (cookie_is(samesite="Strict"), "SESSION_COOKIE_SAMESITE = 'Strict'", "SESSION_COOKIE_SAMESITE = None"),
    ],
)
def test_the_ready_made_promises(promise: Promise, kept: str, broken: str) -> None:
    for engine in ENGINES:
        run_promise(promise, engine, block(kept), True, {})
        run_promise(promise, engine, block(broken), False, {})


def test_an_engine_or_a_cure_is_left_out_only_for_a_reason() -> None:
    def fail_with(error: BaseException | None) -> None:
        with only_failing("it goes through on file"):
            if error is not None:
                raise error

    fail_with(AssertionError("the claim does not hold there"))
    with pytest.raises(pytest.fail.Exception, match="goes through on file"):
        fail_with(None)
    with pytest.raises(TypeError, match="the proof itself"):
        fail_with(TypeError("the proof itself is wrong"))

"""
A method without its parentheses: nothing happens, it is always true, it cannot be compared, shown or turned into JSON.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, logs_out, proof


@proof("dse104_uncalled_method", promise=logs_out())
def test_the_user_stays_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


@proof("dse104_uncalled_method", since=(5, 1), asynchronous=True, promise=logs_out())
def test_the_user_stays_logged_in_in_an_async_view(site: Site, code: Block) -> None:
    site.login("ann")
    assert not site.visit(code).failed
    assert site.user() == "ann"


def tells_short_sessions_from_others(site: Site, code: Block) -> None:
    site.visit(code)
    assert site.open().data == {}
    site.get(until_the_browser_closes)
    site.visit(code)
    assert site.open().data == {"short": True}


@proof("dse104_uncalled_method", block=1, instead=1, promise=tells_short_sessions_from_others)
def test_a_method_is_always_true(site: Site, code: Block) -> None:
    site.visit(code)
    assert site.open().data == {"short": True}


def until_the_browser_closes(request: HttpRequest) -> None:
    request.session.set_expiry(0)


def five_minutes(request: HttpRequest) -> None:
    request.session.set_expiry(300)


def shows(text: str) -> Callable[[Site, Block], None]:
    """The response has this text for a visitor whose session lasts 300 seconds."""

    def promise(site: Site, code: Block) -> None:
        site.get(five_minutes)
        assert site.visit(code).body == text

    return promise


@proof("dse104_uncalled_method", block=2, instead=2, promise=shows('{"age": 300}'))
def test_a_method_cannot_be_turned_into_json(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "not JSON serializable")


def says_soon_below_a_minute(site: Site, code: Block) -> None:
    said: list[str] = []
    site.visit(code, names={"print": said.append})
    assert not said

    def almost_over(request: HttpRequest) -> None:
        request.session.set_expiry(59)

    site.get(almost_over)
    site.visit(code, names={"print": said.append})
    assert said == ["soon"]


@proof("dse104_uncalled_method", case="a comparison", promise=says_soon_below_a_minute)
def test_a_method_is_not_less_than_a_number(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "'<' not supported")


@proof("dse104_uncalled_method", case="a key looked for in keys", instead=None, fix=False)
def test_a_method_holds_nothing(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "method")


@proof("dse104_uncalled_method", case="an f-string", promise=shows("300 s"))
def test_the_text_of_the_method_is_shown(site: Site, code: Block) -> None:
    assert "bound method" in site.visit(code).body


@proof("dse104_uncalled_method", case="looped over", instead=None, fix=False)
def test_a_method_cannot_be_looped_over(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "view", "not iterable")


AWAITED = "async def view(request):\n    await request.session.{name}"


@proof("dse104_uncalled_method", since=(5, 1), instead=None, fix=False)
def test_a_method_cannot_be_awaited(site: Site, code: Block) -> None:
    for name in ("aflush", "flush"):
        awaited = Block(code.stem, code.origin, AWAITED.format(name=name))
        assert site.visit(awaited).raised(TypeError, "view", "'await' expression")


def renews_the_key(site: Site, code: Block) -> None:
    site.login("ann")
    site.remember(cart=[1])
    before = site.cookie
    site.visit(code)
    assert site.cookie not in (before, None)
    assert site.open().user == "ann"
    assert site.open().data == {"cart": [1]}


def empties(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    assert not site.visit(code).failed
    assert site.open().data == {}


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "signed_cookies"])
def test_the_call_of_cycle_key_gives_a_new_key(engine: str) -> None:
    advice_keeps(renews_the_key, engine, "request.session.cycle_key()")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_call_of_clear_empties_the_session(engine: str) -> None:
    advice_keeps(empties, engine, "request.session.clear()")


def begins_an_empty_session(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    before = site.cookie
    assert not site.visit(code).failed
    assert site.cookie != before
    assert site.open().data == {}


@proof("dse104_uncalled_method", case="the other statements that can be completed", promise=begins_an_empty_session)
def test_nothing_happens_without_the_calls(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    visit = site.visit(code)
    assert not visit.failed
    assert visit.cookie is None
    assert site.open().data == {"cart": [1]}


@proof("dse104_uncalled_method", instead=None, fix=False)
def test_a_method_equals_no_number(site: Site, code: Block) -> None:
    site.get(five_minutes)
    compared = Block(code.stem, code.origin, "return HttpResponse(str(request.session.get_expiry_age == 300))")
    assert site.visit(compared).body == "False"


@proof("dse104_uncalled_method", instead=None, fix=False)
def test_a_template_calls_it(site: Site, code: Block) -> None:
    site.get(five_minutes)
    shown = (
        "from django.template import engines\n"
        "context = {'age': request.session.get_expiry_age}\n"
        "return HttpResponse(engines['django'].from_string('{{ age }}').render(context))"
    )
    assert site.visit(Block(code.stem, code.origin, shown)).body == "300"

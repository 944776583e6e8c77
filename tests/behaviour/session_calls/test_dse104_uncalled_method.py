"""
A method without its parentheses: nothing happens, it is always true, it cannot be compared, shown or turned into JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from tests.behaviour.proving import Block, Site, logs_out, proof


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

"""Arguments that a session method does not have raise TypeError in the view; only the two getters ignore keywords."""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from tests.behaviour.fixed import fixed
from tests.behaviour.proving import ENGINES, Block, Site, advice_keeps, lasts, proof

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse105_wrong_arguments", asynchronous=True, promise=lasts(5 * 60))
def test_a_unit_of_time_is_no_argument(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "view", "minutes")


def is_asked(site: Site, code: Block) -> None:
    def five_minutes(request: HttpRequest) -> None:
        request.session.set_expiry(300)

    site.get(five_minutes)
    answered = Block(code.stem, code.origin, f"return HttpResponse({code.text.strip()})")
    assert site.visit(answered).body == "300"


@proof("dse105_wrong_arguments", block=1, instead=1, fix=False, promise=is_asked)
def test_a_getter_takes_no_positional_argument(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "positional")


@proof("dse105_wrong_arguments", block=2, instead=2, fix=False, same=True)
def test_a_getter_ignores_other_keywords(site: Site, code: Block) -> None:
    assert site.visit(code).body == str(TWO_WEEKS)


@proof("dse105_wrong_arguments", case="no value", fix=False, promise=lasts(5 * 60))
def test_a_value_is_needed(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "value")


@proof(
    "dse105_wrong_arguments", case="the methods of a dict, which Django has in its own form", instead=None, fix=False
)
def test_update_is_not_that_of_a_dict(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "unexpected keyword argument 'a'")
    for method, missing in (("setdefault('cart')", "value"), ("get()", "key")):
        asked = Block(code.stem, code.origin, f"request.session.{method}")
        assert site.visit(asked).raised(TypeError, "view", f"missing 1 required positional argument: '{missing}'")


@proof("dse105_wrong_arguments", case="methods without arguments", instead=None, fix=False)
def test_methods_without_arguments_take_none(site: Site, code: Block) -> None:
    assert site.visit(Block(code.stem, code.origin, "request.session.get_expiry_date(300)")).raised(TypeError, "view")
    for method in ("flush(1)", "cycle_key('new')", "clear_expired(5)", "get_expire_at_browser_close(True)"):
        assert method.partition("(")[0] in code.text
        visit = site.visit(Block(code.stem, code.origin, f"request.session.{method}"))
        assert visit.raised(TypeError, "view", "positional"), method


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("seconds=300", 300),
        ("minutes=5", 5 * 60),
        ("hours=2", 2 * 60 * 60),
        ("days=1", 24 * 60 * 60),
        ("weeks=2", TWO_WEEKS),
    ],
)
def test_the_fix_gives_the_length_of_the_unit(given: str, seconds: int) -> None:
    repaired = fixed(f"request.session.set_expiry({given})", "dse105_wrong_arguments", {})
    assert repaired is not None
    advice_keeps(lasts(seconds), "db", repaired)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_timedelta_and_none_are_right(engine: str) -> None:
    advice_keeps(
        lasts(300, fixed_end=True),
        engine,
        "from datetime import timedelta\nrequest.session.set_expiry(timedelta(minutes=5))",
    )
    advice_keeps(lasts(TWO_WEEKS), engine, "request.session.set_expiry(300)\nrequest.session.set_expiry(None)")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_getter_looks_at_modification_and_expiry(engine: str) -> None:
    def looks(site: Site, code: Block) -> None:
        assert site.visit(code).body == "300 60"

    asked = """
from datetime import timedelta
from django.utils import timezone
end = timezone.now()
by_both = request.session.get_expiry_age(expiry=end, modification=end - timedelta(seconds=60))
return HttpResponse(f"{request.session.get_expiry_age(expiry=300)} {by_both}")
"""
    advice_keeps(looks, engine, asked)

"""
A number under the private key works by chance; what set_expiry converts fails, and so does deleting what is not there.
"""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, JSON_ENGINES, Block, Site, advice_keeps, lasts, proof


@proof("dse109_private_key", asynchronous=True, promise=lasts(300, fixed_end=True))
def test_a_timedelta_fails_when_the_session_is_saved(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "saving")


def brings_the_length_of_the_settings_back(site: Site, code: Block) -> None:
    def five_minutes(request: HttpRequest) -> None:
        request.session.set_expiry(300)

    site.login("ann")
    assert not site.visit(code).failed
    site.get(five_minutes)
    assert site.visit(code).max_age == 14 * 24 * 60 * 60
    assert site.user() == "ann"


@proof("dse109_private_key", block=1, instead=1, promise=brings_the_length_of_the_settings_back)
def test_deleting_what_is_not_there_raises(site: Site, code: Block) -> None:
    assert site.visit(code).raised(KeyError, "view")


@proof(
    "dse109_private_key",
    block=1,
    instead=1,
    since=(5, 1),
    asynchronous=True,
    promise=brings_the_length_of_the_settings_back,
)
def test_deleting_fails_for_a_returning_visitor_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).failed


@proof("dse109_private_key", case="a moment", engines=JSON_ENGINES, promise=lasts(60 * 60, fixed_end=True))
def test_a_datetime_fails_where_it_is_turned_into_json(site: Site, code: Block) -> None:
    """A datetime under the private key makes saving the session fail."""
    assert site.visit(code).raised(TypeError, "saving", "not JSON serializable")


@proof("dse109_private_key", case="seconds", same=True)
def test_a_number_happens_to_work(site: Site, code: Block) -> None:
    visit = site.visit(code)
    assert not visit.failed
    assert visit.max_age == 300


@proof("dse109_private_key", case="seconds", instead=None, fix=False)
def test_a_string_is_taken_for_a_date(site: Site, code: Block) -> None:
    text = code.text.replace("300", '"300"')
    assert site.visit(Block(code.stem, code.origin, text)).raised(ValueError, "saving", "isoformat")


READS_IT = """
from datetime import timedelta
from django.utils import timezone

def view(request):
    end = request.session.get("_session_expiry")
    if end and end < timezone.now():
        request.session.flush()
    else:
        request.session.set_expiry(timezone.now() + timedelta(minutes=5))
"""


@proof("dse109_private_key", case="a moment", instead=None, fix=False)
def test_set_expiry_would_fail_what_compares_it_with_a_datetime(site: Site, code: Block) -> None:
    reader = Block(code.stem, code.origin, READS_IT)
    assert not site.visit(reader).failed
    assert site.visit(reader).raised(TypeError, "view", "'str' and 'datetime.datetime'")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_getters_read_what_set_expiry_stored(engine: str) -> None:
    def reads_the_time_left(site: Site, code: Block) -> None:
        def one_hour(request: HttpRequest) -> None:
            from datetime import timedelta

            request.session.set_expiry(timedelta(hours=1))

        site.get(one_hour)
        site.wait(600)
        assert site.visit(code).body in ("2999 True", "3000 True")

    asked = (
        "from django.utils import timezone\n"
        "end = request.session.get_expiry_date()\n"
        "return HttpResponse(f'{request.session.get_expiry_age()} {end > timezone.now()}')"
    )
    advice_keeps(reads_the_time_left, engine, asked)


@pytest.mark.parametrize("engine", ENGINES)
def test_removing_it_by_hand_works_where_it_is_there(engine: str) -> None:
    removed = "request.session.set_expiry(300)\nrequest.session.pop('_session_expiry', None)"
    advice_keeps(lasts(14 * 24 * 60 * 60), engine, removed)

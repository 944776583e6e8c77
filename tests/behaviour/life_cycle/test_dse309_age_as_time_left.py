"""A thousand seconds later there is still as much time left as at the start."""

from __future__ import annotations

import json

import pytest

from tests.behaviour.proving import ALL_ENGINES, ENGINES, ROW_ENGINES, Block, Site, about, proof
from tests.behaviour.proving.site import site


def counts_down(site: Site, code: Block) -> None:
    site.login("ann")
    for left in (1208600, 1207600):
        site.wait(1000)
        assert about(json.loads(site.visit(code).body)["time_left"], left)


@proof("dse309_age_as_time_left", engines=ALL_ENGINES, cured_on=ROW_ENGINES, promise=counts_down)
def test_it_does_not_count_down(site: Site, code: Block) -> None:
    """1000 seconds after the login the result is still the whole ``SESSION_COOKIE_AGE``."""
    site.login("ann")
    site.wait(1000)
    # None: there is no row to read.
    assert json.loads(site.visit(code).body)["time_left"] in {1209600, None}


@proof("dse309_age_as_time_left", case="compared with 0", instead=None, engines=ALL_ENGINES)
def test_a_length_is_never_0(site: Site, code: Block) -> None:
    answers: list[str] = []
    for seconds in (0, 1000, 1209600):
        site.login("ann")
        site.wait(seconds)
        assert not site.visit(code, names={"redirect": answers.append}).failed
    assert answers == []


ASKED = """
from django.utils import timezone
end = (request.session.get_expiry_date() - timezone.now()).total_seconds()
return HttpResponse(f"{request.session.get_expiry_age()} {round(end)}")
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("expiry", "first", "later"),
    [("300", 300, 300), ("0", 1209600, 1209600), ("None", 1209600, 1209600), ("timedelta(seconds=300)", 300, 100)],
)
def test_only_a_fixed_end_counts_down(engine: str, expiry: str, first: int, later: int) -> None:
    with site(engine) as fresh:
        text = f"from datetime import timedelta\nrequest.session['k'] = 1\nrequest.session.set_expiry({expiry})"
        fresh.visit(Block("advice", "set", text))
        for waited, expected in ((0, first), (200, later)):
            fresh.wait(waited)
            age, end = fresh.visit(Block("advice", "asked", ASKED)).body.split()
            assert about(float(age), expected)
            assert about(float(end), expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_that_has_ended_is_empty_and_has_the_age_of_the_settings(engine: str) -> None:
    with site(engine) as fresh:
        fresh.visit(Block("advice", "set", "request.session['k'] = 1\nrequest.session.set_expiry(300)"))
        look = Block("advice", "look", "return HttpResponse(str('k' in request.session))")
        assert fresh.visit(look).body == "True"
        fresh.wait(301)
        assert fresh.visit(look).body == "False"
        assert fresh.visit(Block("advice", "asked", ASKED)).body.split()[0] == "1209600"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_end_that_is_written_into_the_session_counts_down(engine: str) -> None:
    with site(engine) as fresh:
        stored = "import time\nrequest.session.set_expiry(300)\nrequest.session['ends_at'] = time.time() + 300"
        fresh.visit(Block("advice", "set", stored))
        left = "import time\nreturn HttpResponse(str(request.session['ends_at'] - time.time()))"
        fresh.wait(200)
        assert about(float(fresh.visit(Block("advice", "left", left)).body), 100)

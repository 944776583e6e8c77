"""With USE_TZ a naive datetime fails when the session is saved, far from the line; a timedelta does not."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, lasts, proof


@proof(
    "dse205_naive_datetime",
    engines=ALL_ENGINES,
    settings={"USE_TZ": True},
    asynchronous=True,
    promise=lasts(60 * 60, fixed_end=True),
)
def test_fails_in_the_middleware_with_use_tz(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.raised(TypeError, "saving", "offset-naive and offset-aware")

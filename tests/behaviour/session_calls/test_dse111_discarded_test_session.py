"""
``client.session`` is a new object at each access: what is changed on it in one go is not there for the next request.
"""

from __future__ import annotations

from types import SimpleNamespace

from tests.behaviour.proving import ALL_ENGINES, SERVER_ENGINES, Block, Site, proof


def set_up(site: Site, code: Block, name: str) -> None:
    """Run the ``setUp`` of a test case of the block with this site's client."""
    site.run(code)[name].setUp(SimpleNamespace(client=site.client))


def is_seen(site: Site, code: Block) -> None:
    set_up(site, code, "CartTests")
    assert site.open().data == {"cart": {"1": 2}}


# On signed_cookies the change is lost as well, but there the page asks for one more line than a repair can know of.
@proof("dse111_discarded_test_session", engines=ALL_ENGINES, cured_on=SERVER_ENGINES, promise=is_seen)
def test_the_next_request_does_not_see_an_item(site: Site, code: Block) -> None:
    set_up(site, code, "CartTests")
    assert "cart" not in site.open().data


def lasts_a_minute(site: Site, code: Block) -> None:
    set_up(site, code, "ShortSessionTests")
    assert site.client.session.get_expiry_age() == 60
    assert site.remember().max_age == 60


@proof(
    "dse111_discarded_test_session",
    engines=ALL_ENGINES,
    cured_on=SERVER_ENGINES,
    block=1,
    instead=1,
    promise=lasts_a_minute,
)
def test_a_save_in_the_next_line_saves_another_object(site: Site, code: Block) -> None:
    set_up(site, code, "ShortSessionTests")
    assert site.client.session.get_expiry_age() == 1209600

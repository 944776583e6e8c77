"""The middleware saves ``request.session`` and no other store: a change of another one is gone without ``save()``."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, SERVER_ENGINES, Block, Site, proof


def is_stored(site: Site, code: Block) -> None:
    site.remember(step=1)
    site.visit(code)
    assert site.open().data == {"step": 2}


@proof(
    "dse112_unsaved_session_store", engines=ALL_ENGINES, cured_on=SERVER_ENGINES, asynchronous=True, promise=is_stored
)
def test_the_change_is_not_stored(site: Site, code: Block) -> None:
    """The change of the store is not there in the next request."""
    site.remember(step=1)
    visit = site.visit(code)
    assert not visit.failed
    assert site.open().data == {"step": 1}

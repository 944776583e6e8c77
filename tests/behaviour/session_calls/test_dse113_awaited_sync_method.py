"""What a sync session method returns cannot be awaited."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, lasts, proof


@proof("dse113_awaited_sync_method", since=(5, 1), promise=lasts(300))
def test_awaiting_the_result_fails(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "await")


# With a database it fails before that, when the session is loaded.
@proof("dse113_awaited_sync_method", since=(5, 1), promise=lasts(300))
def test_it_fails_for_a_returning_visitor_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).failed


@proof("dse113_awaited_sync_method", before=(5, 1), instead=None, fix=False)
def test_awaiting_the_result_fails_in_older_versions_too(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "await")

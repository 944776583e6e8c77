"""What a sync session method returns cannot be awaited."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, lasts, logs_out, proof


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


@proof("dse113_awaited_sync_method", block=1, instead=1, since=(5, 0), promise=logs_out())
def test_awaiting_logout_fails(site: Site, code: Block) -> None:
    assert site.visit(code, browser=site.other()).raised(TypeError, "view", "await")
    site.login("ann")
    assert site.visit(code).failed


@proof("dse113_awaited_sync_method", block=1, before=(5, 0), instead=None, fix=False)
def test_awaiting_logout_fails_in_older_versions_too(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).failed

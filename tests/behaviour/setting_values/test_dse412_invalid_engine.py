"""With a SESSION_ENGINE that is no module the session middleware cannot be loaded."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def sessions_are_rows(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"
    assert site.rows() == 1


@proof("dse412_invalid_engine", engines=("cache",), promise=sessions_are_rows)
def test_every_page_fails(site: Site, code: Block) -> None:
    site.configure(code)
    visit = site.remember()
    assert visit.raised(ModuleNotFoundError, "start")


@proof("dse412_invalid_engine", engines=("cache",), case="a module that does not exist", instead=None, fix=False)
def test_a_module_that_does_not_exist(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(ModuleNotFoundError, "start")


@proof("dse412_invalid_engine", engines=("cache",), case="a cache backend", instead=None, fix=False)
def test_a_cache_backend(site: Site, code: Block) -> None:
    site.configure(code)
    assert site.remember().raised(ModuleNotFoundError, "start")

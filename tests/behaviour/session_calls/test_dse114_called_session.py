"""A session cannot be called."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


def gives_what_is_kept(site: Site, code: Block) -> None:
    site.remember(theme="dark")
    assert site.visit(code).body == "dark"


@proof("dse114_called_session", asynchronous=True, promise=gives_what_is_kept)
def test_raises_type_error(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "view", "'SessionStore' object is not callable")


@proof("dse114_called_session", instead=None, fix=False)
def test_get_gives_none_where_the_key_is_missing(site: Site, code: Block) -> None:
    site.login("ann")
    asked = code.text.replace('session("theme")', 'session.get("theme")')
    assert site.visit(Block(code.stem, code.origin, asked)).body == "None"

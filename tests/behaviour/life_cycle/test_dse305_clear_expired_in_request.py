"""One visitor's request deletes everyone's expired rows, and ends no session."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command

from tests.behaviour.proving import ROW_ENGINES, Block, Site, proof
from tests.behaviour.proving.project import SESSION_FILES
from tests.behaviour.proving.site import site


def only_the_command_deletes_them(site: Site, code: Block) -> None:
    site.login("bob")
    site.wait(1209600 + 60)
    visitor = site.other()
    site.login("ann", visitor)
    assert site.visit(code, browser=visitor).headers["Location"] == "/"
    assert site.rows() == 2
    call_command("clearsessions")
    assert site.rows() == 1
    assert visitor.user() == "ann"


@proof("dse305_clear_expired_in_request", engines=ROW_ENGINES, promise=only_the_command_deletes_them)
def test_the_expired_rows_of_all_visitors_are_deleted(site: Site, code: Block) -> None:
    """``clear_expired()`` in the request of one visitor deletes the expired rows of others."""
    site.login("bob")
    site.wait(1209600 + 60)
    visitor = site.other()
    site.login("ann", visitor)
    assert site.rows() == 2
    assert not site.visit(code, browser=visitor).failed
    assert visitor.user() == "ann"
    assert site.rows() == 1


COMMAND = "from django.core.management import call_command\ncall_command('clearsessions')"


@pytest.mark.parametrize(
    "text",
    ["request.session.clear_expired()", COMMAND],
)
@pytest.mark.parametrize("engine", ["cache", "file", "signed_cookies"])
def test_on_the_other_engines_it_ends_nothing_and_only_file_has_something_to_delete(engine: str, text: str) -> None:
    with site(engine) as fresh:
        fresh.login("bob")
        fresh.wait(1209600 + 60)
        visitor = fresh.other()
        fresh.login("ann", visitor)
        cache: Any = caches["default"]
        entries = set(cache._cache)
        files = {path.name for path in SESSION_FILES.iterdir()}
        assert (len(entries), len(files)) == {"cache": (2, 0), "file": (0, 2), "signed_cookies": (0, 0)}[engine]
        assert not fresh.visit(Block("dse305_clear_expired_in_request", "other engine", text), browser=visitor).failed
        assert visitor.user() == "ann"
        assert set(cache._cache) == entries
        assert len(list(SESSION_FILES.iterdir())) == (1 if engine == "file" else 0)


@proof(
    "dse305_clear_expired_in_request",
    engines=ROW_ENGINES,
    instead=None,
)
def test_the_command_in_a_view_deletes_them_too(site: Site, code: Block) -> None:
    """So does ``call_command("clearsessions")``."""
    site.login("bob")
    site.wait(1209600 + 60)
    assert site.rows() == 1
    assert not site.visit(Block(code.stem, code.origin, COMMAND), browser=site.other()).failed
    assert site.rows() == 0

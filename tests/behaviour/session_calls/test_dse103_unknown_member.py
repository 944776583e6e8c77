"""
Each name of the closed list raises AttributeError on every store of Django's; a misspelt attribute is silently ignored.
"""

from __future__ import annotations

import pytest

from flake8_session_expiry.reference.session_misnomers import WRONG_NAMES, WRONG_READS
from tests.behaviour.proving import ROW_ENGINES, Block, Site, lasts, logs_out, proof


@proof("dse103_unknown_member", promise=lasts(300))
def test_there_is_no_set_expire(site: Site, code: Block) -> None:
    assert site.visit(code).raised(AttributeError, "view", "set_expire")


@proof("dse103_unknown_member", block=1, instead=1, asynchronous=True, promise=logs_out())
def test_there_is_no_invalidate(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(AttributeError, "view", "invalidate")
    assert site.user() == "ann"


@proof("dse103_unknown_member", case="set_expire, which only Django's name explains", instead=None, fix=False)
def test_there_is_none_of_the_list(site: Site, code: Block) -> None:
    for name in [*WRONG_NAMES, *WRONG_READS]:
        visit = site.visit(Block(code.stem, code.origin, code.text.replace("set_expire", name)))
        assert visit.raised(AttributeError, "view", repr(name)), name


def fill(cart: list[int]) -> None:
    cart.append(2)


def is_saved(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    site.visit(code, names={"fill": fill})
    assert site.open().data["cart"] == [1, 2]


@proof("dse103_unknown_member", case="misspelt modified", promise=is_saved)
def test_a_misspelt_modified_saves_nothing(site: Site, code: Block) -> None:
    site.remember(cart=[1])
    assert not site.visit(code, names={"fill": fill}).failed
    assert site.open().data["cart"] == [1]


@proof("dse103_unknown_member", case="the model has no set_expiry", engines=ROW_ENGINES, instead=None, fix=False)
def test_a_row_has_no_set_expiry(site: Site, code: Block) -> None:
    site.remember()
    lengthen = site.run(code)["lengthen"]
    with pytest.raises(AttributeError, match="set_expiry"):
        lengthen(site.cookie)

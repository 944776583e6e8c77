"""Arguments that a session method does not have raise TypeError in the view; only the two getters ignore keywords."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, lasts, proof

TWO_WEEKS = 14 * 24 * 60 * 60


@proof("dse105_wrong_arguments", asynchronous=True, promise=lasts(5 * 60))
def test_a_unit_of_time_is_no_argument(site: Site, code: Block) -> None:
    site.login("ann")
    assert site.visit(code).raised(TypeError, "view", "minutes")


def is_asked(site: Site, code: Block) -> None:
    assert not site.visit(code).failed


@proof("dse105_wrong_arguments", block=1, instead=1, fix=False, promise=is_asked)
def test_a_getter_takes_no_positional_argument(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "positional")


@proof("dse105_wrong_arguments", block=2, instead=2, fix=False, same=True)
def test_a_getter_ignores_other_keywords(site: Site, code: Block) -> None:
    assert site.visit(code).body == str(TWO_WEEKS)


@proof("dse105_wrong_arguments", case="no value", fix=False, promise=lasts(5 * 60))
def test_a_value_is_needed(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "value")


@proof(
    "dse105_wrong_arguments", case="the methods of a dict, which Django has in its own form", instead=None, fix=False
)
def test_update_is_not_that_of_a_dict(site: Site, code: Block) -> None:
    assert site.visit(code).raised(TypeError, "view", "unexpected keyword argument 'a'")


@proof("dse105_wrong_arguments", case="methods without arguments", instead=None, fix=False)
def test_methods_without_arguments_take_none(site: Site, code: Block) -> None:
    for method in ("flush(1)", "cycle_key('new')", "clear_expired(5)", "get_expire_at_browser_close(True)"):
        assert method.partition("(")[0] in code.text
        visit = site.visit(Block(code.stem, code.origin, f"request.session.{method}"))
        assert visit.raised(TypeError, "view", "positional"), method

"""What the generated pages of rules have besides their docstrings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flake8_session_expiry import __version__
from flake8_session_expiry.codes import ENGINE_CODES, all_codes
from flake8_session_expiry.pages_online import SITE, address
from flake8_session_expiry.rules.registry import rule, rules
from flake8_session_expiry.rules.rule import Rule
from scripts.site_pages.rule_pages import GROUP_TITLES, group_page, members, page_of_engine_code, related, rule_page

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
RULES = [pytest.param(each, id=each.code) for each in rules()]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("code", sorted(all_codes()))
def test_where_reports_link_to_there_is_a_page(code: str) -> None:
    """SARIF, the language server and ``explain`` give this address."""
    path = address(code).removeprefix(SITE)
    assert path.endswith(".html")
    assert (DOCS / path).with_suffix(".md").is_file()


@pytest.mark.parametrize("each", RULES)
def test_a_page_says_since_when_how_to_silence_it_and_what_is_near(each: type[Rule]) -> None:
    page = rule_page(each)
    assert f"Since version {each.since}." in page
    assert f"# noqa: {each.code}" in page and f"per-file-ignores = shop/old.py: {each.code}" in page
    assert f"<{address(each.code)}>" in page
    assert "../symptoms.md#" in page


def marks_in_words(page: str) -> list[str]:
    """Lines of a paragraph that Markdown reads otherwise: ``1. ...`` at the start, ``10**12`` outside of code."""
    text = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    lists = re.findall(r"^\w.*\n(?:\d+[.)]|[-+*>]|#+) .*", text, re.MULTILINE)
    return lists + re.findall(r".*\d\*\*\d.*", re.sub(r"(`+).+?\1", "", text))


def test_words_that_become_marks_are_noticed() -> None:
    assert marks_in_words("none before the year\n1. ``x`` is accepted\n") and marks_in_words("the number 10**12 is\n")
    assert marks_in_words("A list:\n\n- ``10**12``\n- one more\n") == []


@pytest.mark.parametrize("each", RULES)
def test_words_of_a_page_stay_words(each: type[Rule]) -> None:
    assert marks_in_words(rule_page(each)) == []


@pytest.mark.parametrize("each", RULES)
def test_where_there_is_no_fix_the_page_says_what_to_decide(each: type[Rule]) -> None:
    assert "left to you" not in " ".join(rule_page(each).split())


@pytest.mark.parametrize("each", RULES)
def test_a_rule_is_not_newer_than_the_package(each: type[Rule]) -> None:
    """A rule that is not released yet has the number of the next release, which is ``__version__`` until then."""
    assert _numbers(each.since) <= _numbers(__version__)


@pytest.mark.parametrize("each", RULES)
def test_related_rules_are_others(each: type[Rule]) -> None:
    found = related(each)
    assert each.code not in found and len(found) == len(set(found)) <= 6


def test_rules_whose_pages_name_each_other_are_related() -> None:
    assert "DSE513" in related(rule("DSE512")) and "DSE512" in related(rule("DSE513"))
    # DSE105 is reported in the place of every rule about values, which makes it no neighbour of one of them.
    assert "DSE105" not in related(rule("DSE209"))


def test_an_opt_in_rule_is_silenced_by_not_naming_it() -> None:
    assert "leave `DSE302` out of `session-expiry-enable`" in rule_page(rule("DSE302"))
    assert "`extend-ignore = DSE202`" in rule_page(rule("DSE202"))


def test_what_differs_by_engine_is_a_table() -> None:
    page = rule_page(rule("DSE312"))
    assert "| what was seen | on the engines | *Use instead* helps on |" in page
    assert "| `file`, `signed_cookies` | `file` |" in page
    assert "| `signed_cookies` | not tried for this |" in page  # a case that *Use instead* is not about
    assert "helps on" not in rule_page(rule("DSE320"))


def test_a_page_of_a_group_lists_its_rules_and_no_other() -> None:
    for group in GROUP_TITLES:
        page = group_page(group)
        assert all(f"[{each.code}]" in page for each in members(group))
    assert "DSE201" not in group_page("session_calls")


@pytest.mark.parametrize("code", sorted(ENGINE_CODES))
def test_codes_of_the_engine_have_a_page_with_their_names(code: str) -> None:
    title, _, text = page_of_engine_code(code).partition("\n\n")
    assert title.startswith(f"# {code} ")
    assert text[0].isupper() and text.partition("\n")[0].endswith(".")

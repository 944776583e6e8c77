"""The index by symptom: whether it leads to each rule, and to none that does not exist."""

from __future__ import annotations

from collections import Counter

from flake8_session_expiry.codes import stems
from flake8_session_expiry.rules.registry import rules
from scripts.generate_docs import ROOT, generated
from scripts.site_pages.markdown import anchor
from scripts.site_pages.symptoms import shared_symptoms, symptoms, symptoms_of, symptoms_page

_ASKED_FOR = (
    "Users are logged out at random",
    "405 on logout",
    "Remember me does nothing",
    "The session is lost after login",
    "Works locally, not in production",
)


def test_each_rule_explains_a_symptom() -> None:
    named = {code for each in symptoms() for code in each.causes}
    assert named == set(stems())


def test_what_people_ask_first_is_there_and_much_more() -> None:
    titles = [each.title for each in symptoms()]
    assert set(_ASKED_FOR) <= set(titles)
    assert len(titles) >= 20


def test_a_link_can_tell_the_symptoms_apart() -> None:
    assert Counter(anchor(each.title) for each in symptoms()).most_common(1)[0][1] == 1


def test_each_cause_is_a_sentence() -> None:
    for each in symptoms():
        assert each.causes and each.text.endswith(".")
        for code, text in each.causes.items():
            assert text.endswith(".") and "\n" not in text, (each.title, code)


def test_a_rule_that_is_off_by_default_is_marked() -> None:
    page = symptoms_page(frozenset({"DSE302"}))
    assert "[DSE302](rules/dse302_expiry_before_login.md) expiry-before-login (opt-in): " in page
    assert "bool-expiry (opt-in)" not in page


def test_the_page_of_a_rule_leads_back() -> None:
    assert "[405 on logout](../symptoms.md#405-on-logout)" in symptoms_of("DSE323")
    assert shared_symptoms("DSE323")[0] == "DSE327"
    assert shared_symptoms("DSE322") == []


def test_the_page_in_the_repository_is_the_one_that_is_made() -> None:
    """It once stayed as it was, as pages by hand were read after it, and this one with them."""
    opt_in = frozenset(rule.code for rule in rules() if not rule.enabled_by_default)
    path = ROOT / "docs" / "symptoms.md"
    assert generated()[path] == symptoms_page(opt_in) == path.read_text(encoding="utf-8")

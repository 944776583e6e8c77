"""Check, repair, look again: what is offered, what is left, and what happens when we ourselves are wrong."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst
import pytest

from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Remove, Replace
from flake8_session_expiry.fix.passes import Result, fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES, Selection
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.expiry_values.dse202_bool_expiry import BoolExpiry

FALSE, TRUE = "request.session.set_expiry(False)\n", "request.session.set_expiry(True)\n"
MakeFix = Callable[[BoolExpiry, Finding], Fix | None]


def fixed(text: str, selection: Selection = SAFE_FIXES) -> Result:
    """The result for a view."""
    return fix_source("views.py", text, Options(), selection)


def codes(findings: list[Finding]) -> list[str]:
    """The codes, in order."""
    return [finding.code for finding in findings]


def bool_fix(monkeypatch: pytest.MonkeyPatch, make: MakeFix) -> None:
    """Give DSE202 another repair for this test."""
    monkeypatch.setattr(BoolExpiry, "fix", make)


def test_repairs_and_says_what_is_left() -> None:
    result = fixed(FALSE + TRUE)
    assert result.text == "request.session.set_expiry(0)\n" + TRUE
    assert [(finding.code, finding.line) for finding in result.applied] == [("DSE202", 1)]
    assert [(finding.code, finding.line) for finding in result.unfixable] == [("DSE202", 2)]
    assert not result.unsafe and not result.problems


def test_a_byte_order_mark_stays() -> None:
    assert fixed("\ufeff" + FALSE).text == "\ufeffrequest.session.set_expiry(0)\n"


def test_python_refuses_the_text() -> None:
    with pytest.raises(SourceError, match="cannot be parsed"):
        fixed("request.session.set_expiry(False\n")


def test_the_selection_decides() -> None:
    for selection in (
        Selection(reports=lambda code: code != "DSE202"),
        Selection(silenced=lambda text: lambda finding: "(False)" in text and finding.line == 1),
    ):
        result = fixed(FALSE, selection)
        assert (result.text, result.applied, result.unfixable) == (FALSE, [], [])
    result = fixed(FALSE, Selection(fixable=lambda code: False))
    assert (result.text, codes(result.left_out), result.unfixable) == (FALSE, ["DSE202"], [])


def test_unsafe_fixes_are_counted_and_made_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.unsafe(Replace(finding.node, "600"))

    bool_fix(monkeypatch, make)
    result = fixed(FALSE + TRUE)
    assert (result.text, codes(result.unsafe), result.unfixable) == (FALSE + TRUE, ["DSE202", "DSE202"], [])
    result = fixed(FALSE + TRUE, ALL_FIXES)
    assert result.text == "request.session.set_expiry(600)\n" * 2
    assert not result.unsafe and not result.unfixable


def test_unsafe_fixes_that_overlap_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.unsafe(Replace(rule.tree.statement(finding.node), "request.session.set_expiry(600)"))

    bool_fix(monkeypatch, make)
    line = "request.session.set_expiry(True if a else False)\n"
    assert codes(fixed(line).unsafe) == ["DSE202", "DSE202"]
    assert fixed(line, ALL_FIXES).text == "request.session.set_expiry(600)\n"


def test_a_fix_that_loses_a_comment_is_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.safe(Remove(rule.tree.statement(finding.node)))

    bool_fix(monkeypatch, make)
    text = f"{FALSE}{FALSE[:-1]}  # why\n"
    result = fixed(text)
    assert (result.text, codes(result.unsafe)) == (f"{FALSE[:-1]}  # why\n", ["DSE202"])
    assert fixed(text, ALL_FIXES).text == ""


@pytest.mark.parametrize("result", ["True", "not a"])
def test_a_fix_whose_own_result_is_reported_is_not_offered(monkeypatch: pytest.MonkeyPatch, result: str) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert isinstance(finding.node, cst.Name)
        return Fix.safe(Replace(finding.node, result if finding.node.value == "False" else "60"))

    bool_fix(monkeypatch, make)
    done = fixed(FALSE + TRUE)
    assert done.text == FALSE + "request.session.set_expiry(60)\n"
    assert (codes(done.applied), codes(done.unfixable)) == (["DSE202"], ["DSE202"])
    assert fixed(FALSE).text == FALSE


def test_a_fix_is_not_blamed_for_what_another_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second fix gives its name a bool, by which the result of the first is reported."""

    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        node = finding.node
        assert isinstance(node, cst.Name)
        if node.value == "False":
            return Fix.safe(Replace(node, "age"))
        return Fix.safe(Insert(rule.tree.statement(node), "age = True", before=True), Replace(node, "600"))

    bool_fix(monkeypatch, make)
    assert fixed(FALSE).text == "request.session.set_expiry(age)\n"
    result = fixed(f"{TRUE}{FALSE}")
    assert not result.problems
    assert result.text in {f"{TRUE}{FALSE}", f"age = True\nrequest.session.set_expiry(600)\n{FALSE}"}


def test_fixes_without_end_leave_the_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.safe(Insert(rule.tree.statement(finding.node), "pass"))

    bool_fix(monkeypatch, make)
    result = fixed(FALSE)
    assert (result.text, result.applied, codes(result.unfixable)) == (FALSE, [], ["DSE202"])
    (problem,) = result.problems
    assert "the fixes of DSE202 do not reach an end; nothing was changed; this is a bug" in problem.text


def test_fixes_that_give_no_python_leave_the_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.safe(Replace(rule.tree.parents[finding.node], "a=1, 2"))

    bool_fix(monkeypatch, make)
    result = fixed("x = 1\n" + FALSE)
    assert (result.text, result.applied, codes(result.unfixable)) == ("x = 1\n" + FALSE, [], ["DSE202"])
    (problem,) = result.problems
    assert "the fixes of DSE202 give code that cannot be parsed" in problem.text and "\n" not in problem.text


def test_a_fix_that_fails_is_a_problem_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    real = BoolExpiry.fix

    def make(rule: BoolExpiry, finding: Finding) -> Fix | None:
        if finding.line == 1:
            raise ZeroDivisionError("no\nway")
        return real(rule, finding)

    bool_fix(monkeypatch, make)
    result = fixed(FALSE * 2)
    assert result.text == FALSE + "request.session.set_expiry(0)\n"
    assert [str(problem)[:53] for problem in result.problems] == [
        "1:28: DSE900 rule DSE202 failed here (ZeroDivisionErr"
    ]


def test_a_file_that_libcst_cannot_take_is_a_problem() -> None:
    text = "x = " + " + ".join(["1"] * 900) + "\n" + FALSE
    result = fixed(text)
    assert result.text == text
    assert [str(problem)[:11] for problem in result.problems] == ["1:1: DSE901"]

"""One file through everything: crashes of a rule, files that cannot be analysed, overlaps, opt-in rules."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from flake8_session_expiry import check
from flake8_session_expiry.check import check_source, could_report
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.shapes import shapes_of
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.registry import rule
from flake8_session_expiry.sessions.event_emitter import EventEmitter
from flake8_session_expiry.sessions.events import SessionCall

CODE = "x = 1\nrequest.session.set_expiry(False)\nrequest.session.set_expiry(True)\nrequest.session.set_expiry(-1)\n"


def test_a_crash_of_one_rule_is_reported_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: object, call: SessionCall) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(rule("DSE202"), "on_session_call", crash)
    found = check_source(SourceFile("views.py", CODE), Options())
    assert [(finding.code, finding.line) for finding in found if finding.code == "DSE900"] == [("DSE900", 2)]
    assert "DSE202" in found[0].message and "ZeroDivisionError: two lines" in found[0].message
    assert "DSE202" not in {finding.code for finding in found}


def test_crash_outside_of_rules_is_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: object, node: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(EventEmitter, "visit_Attribute", crash)
    assert [finding.code for finding in check_source(SourceFile("views.py", CODE), Options())] == ["DSE901"]


def test_control_characters_of_the_code_are_escaped_in_messages() -> None:
    """
    A message may quote the code, and flake8 prints it as it is: an escape sequence in it would reach the terminal.
    """
    code = 'request.session["_session_expiry"] = seconds("\x1b[2J\x9b\u202e\té")\n'
    (found,) = check_source(SourceFile("views.py", code), Options())
    assert 'set_expiry(seconds("\\x1b[2J\\x9b\\u202e\\té"))' in found.text and found.text.isprintable()


def test_what_python_refuses_is_left_to_the_caller() -> None:
    with pytest.raises(SourceError, match="cannot be parsed"):
        check_source(SourceFile("views.py", "def f(:\n"), Options())


def test_findings_come_in_order_with_characters_as_columns() -> None:
    code = 'x = "é"; request.session.set_expiry(True)\n'
    (finding,) = check_source(SourceFile("views.py", code), Options())
    assert (finding.line, finding.column) == (1, code.index("True"))
    assert finding.text.startswith("DSE202 a bool")


def test_only_the_wanted_rules_run() -> None:
    assert not check_source(
        SourceFile("views.py", "request.session.set_expiry(True)\n"), Options(only=frozenset({"DSE101"}))
    )


@pytest.mark.parametrize("other", ["", "# another text\n"])
def test_file_that_a_command_has_sieved_is_not_parsed_and_sieved_again(
    monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    parsed: list[str] = []
    sieved: list[str] = []
    parse, find = ast.parse, shapes_of

    def parse_noted(text: str, *rest: Any) -> Any:
        parsed.append(text)
        return parse(text, *rest)

    def find_noted(tree: ast.Module, text: str, *rest: Any) -> Shapes:
        sieved.append(text)
        return find(tree, text, *rest)

    check._kept.clear()  # what other tests have left
    options = Options(discovery=False)
    with monkeypatch.context() as patched:
        patched.setattr(ast, "parse", parse_noted)
        patched.setattr(check, "shapes_of", find_noted)
        is_candidate = could_report("views.py", CODE.encode(), options)
        found = check_source(SourceFile("views.py", CODE + other), options)
    assert is_candidate and found
    once = [CODE, CODE + other] if other else [CODE]
    assert [text for text in parsed if text in once] == once and sieved == once
    assert not check._kept


def test_few_trees_are_kept_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    check._kept.clear()
    monkeypatch.setattr(check, "_KEPT_AT_MOST", 3 * len(CODE))
    for name in "abcd":
        assert could_report(f"{name}.py", CODE.encode(), Options())
    assert len(check._kept) == 2
    check._kept.clear()


CART = """
class Cart:
    def __init__(self, request):
        self.session = request.session
        self.cart = self.session.get("cart", {})

    def add(self, product_id: int, quantity):
        if product_id not in self.cart:
            self.cart[product_id] = {"quantity": int(quantity), "total": quantity}
"""


def test_a_long_file_is_looked_at_as_a_whole() -> None:
    """Also a method in which no word about sessions stands."""
    for text in (CART, CART + "# " * 20_000):
        found = check_source(SourceFile("cart.py", text), Options())
        assert [(finding.code, finding.line) for finding in found] == [("DSE325", 9)]

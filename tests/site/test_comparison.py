"""The comparison with other tools: about the blocks of today, and counted as it says."""

from __future__ import annotations

import json

from benchmarks.compare_tools import as_module
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import code_blocks, sections
from scripts.site_pages.comparison import ABOUT_SOMETHING_ELSE, DATA, TOOLS, comparison_page, seen


def test_it_was_measured_with_nearly_all_blocks_of_today() -> None:
    """Where this fails, many pages have other blocks now: run ``benchmarks/compare_tools.py`` again."""
    measured = {(each["rule"], each["block"]) for each in json.loads(DATA.read_text(encoding="utf-8"))["blocks"]}
    today = {(rule.code, number) for rule in rules() for number in range(len(code_blocks(sections(rule)["Flagged"])))}
    assert len(measured & today) >= 0.9 * max(len(today), len(measured))
    assert {code for code, _ in measured} <= {rule.code for rule in rules()}


def test_what_is_about_something_else_is_not_counted() -> None:
    assert seen({"ruff": ["ANN201", "DTZ005"]}, "ruff") == ["DTZ005"]
    assert seen({"ruff": ["DTZ005"]}, "mypy") == []


def test_each_id_that_is_left_out_was_reported() -> None:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    cells = [each["seen"] for each in data["blocks"]]
    cells += [each[key] for each in data["shop"] for key in ("reported", "reported_if_annotated")]
    reported = {name for cell in cells for ids in cell.values() for name in ids}
    assert set(ABOUT_SOMETHING_ELSE) <= reported
    assert {tool for cell in cells for tool in cell} <= set(TOOLS)


def test_what_type_checkers_see_is_said() -> None:
    page = comparison_page()
    assert "wrong-arguments | 2 of 3 | mypy: `call-arg`; pyright: `reportCallIssue` |" in page
    assert "milliseconds-expiry |" not in page


def test_a_block_becomes_a_module() -> None:
    assert as_module("from decimal import Decimal\n\nrequest.session.set_expiry(Decimal(1))\n").splitlines()[2:] == [
        "from decimal import Decimal",
        "def view(request: HttpRequest) -> None:",
        "    ",
        "    request.session.set_expiry(Decimal(1))",
    ]
    assert "def view(request: HttpRequest):" in as_module("def view(request):\n    pass\n")
    assert "async def view(request: HttpRequest) -> None:" in as_module("await request.session.flush()\n")
    assert "        self.client.session['a'] = 1" in as_module("self.client.session['a'] = 1\n")

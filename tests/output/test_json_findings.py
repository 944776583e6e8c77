"""Findings as JSON: the keys that ``docs/check.md`` promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flake8_session_expiry.output.file_report import FileReport
from tests.output.reports import CODE, printed, report

PAGE = Path(__file__).parents[2] / "docs" / "check.md"


def test_the_keys_are_those_of_the_page() -> None:
    text = printed("json", report(CODE, "./shop/views.py"), FileReport("a\udcff.py", problems=("is bad",)))
    assert text.startswith('{\n  "version": 1,\n  "findings": [\n') and text.endswith("\n}\n")
    found = json.loads(text)
    assert text.isascii() and found["version"] == 1
    assert found["errors"] == [{"path": "a\udcff.py", "message": "is bad"}]
    naive = next(each for each in found["findings"] if each["code"] == "DSE205")
    assert (naive["path"], naive["line"], naive["column"], naive["name"]) == ("shop/views.py", 5, 32, "naive-datetime")
    assert naive["fix"]["safety"] == "safe" and naive["fix"]["edits"][0].keys() >= {"start", "end", "text"}
    assert naive["url"].endswith("/rules/dse205_naive_datetime.html")
    page = PAGE.read_text(encoding="utf-8")
    keys = {*found, *naive, *naive["fix"], *naive["fix"]["edits"][0], *found["errors"][0]}
    assert keys <= set(re.findall(r"`(\w+)`", page[page.index("## JSON") :]))

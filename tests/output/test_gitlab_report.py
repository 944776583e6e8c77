"""The Code Quality report: by GitLab's own schema, and what its page says besides."""

from __future__ import annotations

import json

from flake8_session_expiry.output.file_report import FileReport
from tests.output.reports import CODE, printed, report, validate


def test_each_finding() -> None:
    text = printed("gitlab", report(CODE, "./shop/views.py"), FileReport("a.py", problems=("is bad",)))
    assert text.startswith('[\n  {\n    "description": "DSE')
    found = json.loads(text)
    for each in found:
        validate(each, "codeclimate.json")
        assert each["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert each["location"]["path"] == "shop/views.py"  # without ./, as GitLab wants it
    naive = next(each for each in found if each["check_name"] == "naive-datetime")
    assert naive["description"].startswith("DSE205 a naive datetime")
    assert naive["location"]["lines"] == {"begin": 5, "end": 5}
    assert len({each["fingerprint"] for each in found}) == len(found) > 2


def test_codes_of_the_engine_are_infos() -> None:
    (found,) = json.loads(printed("gitlab", report(CODE + "x = 1\n" * 400_000)))
    assert (found["check_name"], found["severity"]) == ("file-not-analysed", "info")

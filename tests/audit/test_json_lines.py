"""The lines: sorted as they are given, in ASCII, with keys that are documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flake8_session_expiry.audit.json_lines import json_lines
from flake8_session_expiry.audit.requests import VERSION, empty_document
from tests.audit.results import stored


def test_one_object_a_line(folder: Path) -> None:
    lines = [*json_lines([stored(str(folder / "a")), stored(str(folder / "b\n\udcff"), notes=["ü\n"])])]
    assert all(line.endswith("\n") and line.count("\n") == 1 and line.isascii() for line in lines)
    data = [json.loads(line) for line in lines]
    assert [each["project"] for each in data] == ["a", "b\n\udcff"]
    assert [each["fingerprint"] for each in data] == ["f", "f"] and data[1]["notes"] == ["ü\n"]


def test_keys_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    part = page[page.index("## Lines of JSON") : page.index("## On more machines")]
    assert {"project", "fingerprint", *empty_document("")} <= set(re.findall(r"`(\w+)`", part))
    assert f"- `version`: {VERSION}\n" in part

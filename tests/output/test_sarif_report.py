"""SARIF: by the official schema, with fixes that give the repaired text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry import __version__
from flake8_session_expiry.api import apply_fix, check_text
from flake8_session_expiry.codes import all_codes
from flake8_session_expiry.output.file_report import FileReport
from flake8_session_expiry.output.sarif_report import SCHEMA
from flake8_session_expiry.pages_online import home
from tests.output.reports import CODE, SCHEMAS, printed, report, validate


def log(*files: FileReport) -> Any:
    """The parsed log, which the official schema accepts."""
    found = json.loads(printed("sarif", *files))
    validate(found, "sarif-schema-2.1.0.json")
    return found


def test_it_names_the_schema_that_the_tests_have() -> None:
    assert json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))["id"] == SCHEMA


def test_findings_with_their_rules() -> None:
    (run,) = log(report(CODE), report("x = 1\n", "other.py"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in run["results"]})
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"] == {"uri": "shop/views.py", "uriBaseId": "%SRCROOT%"}
    naive = next(rule for rule in rules if rule["id"] == "DSE205")
    assert naive["name"] == "NaiveDatetime" and naive["help"]["markdown"].startswith("# DSE205 naive-datetime\n")
    assert naive["helpUri"].endswith("/rules/dse205_naive_datetime.html")
    assert run["invocations"][0]["executionSuccessful"] is True


def test_what_code_scanning_reads_of_a_finding() -> None:
    """With another name of the fingerprint each finding would be opened anew there."""
    (run,) = log(report("def view(request):\n    request.session.set_expiry(False)\n", "shop/views.py"))["runs"]
    (result,) = run["results"]
    (fingerprint,) = result.pop("partialFingerprints").items()
    assert fingerprint[0] == "flake8SessionExpiry/v1" and re.fullmatch("[0-9a-f]{32}", fingerprint[1])
    file = {"uri": "shop/views.py", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 2, "startColumn": 32, "endLine": 2, "endColumn": 37}
    assert result.pop("message")["text"].startswith("a bool passed as the expiry counts as 0")
    assert result == {
        "ruleId": "DSE202",
        "ruleIndex": 0,
        "level": "warning",
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
        "fixes": [
            {
                "description": {"text": "Safe fix of DSE202"},
                "artifactChanges": [
                    {
                        "artifactLocation": file,
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": "0"}}],
                    }
                ],
            }
        ],
    }
    tool = run["tool"]["driver"]
    assert (tool["name"], tool["version"]) == ("flake8-session-expiry", __version__)
    assert tool["semanticVersion"] == __version__
    assert tool["informationUri"] == home()
    assert run["columnKind"] == "unicodeCodePoints"
    (rule,) = tool["rules"]
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert rule["properties"] == {"tags": ["django", "sessions"], "precision": "high"}
    assert rule["shortDescription"] == rule["fullDescription"]


def test_fixes_give_what_the_fixer_writes() -> None:
    (run,) = log(report(CODE))["runs"]
    fixes = [found.fix for found in check_text(CODE, "shop/views.py")]
    assert any(fixes) and not all(fixes)
    for result, fix in zip(run["results"], fixes, strict=True):
        assert ("fixes" in result) is (fix is not None)
        if fix is not None:
            (change,) = result["fixes"][0]["artifactChanges"]
            assert replaced(CODE, change["replacements"]) == apply_fix(CODE, fix)


def replaced(text: str, replacements: list[dict[str, Any]]) -> str:
    """What a viewer makes of a fix: by lines and columns, from the last one to the first."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for each in reversed(replacements):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text


def test_what_was_not_checked_is_a_notification() -> None:
    (run,) = log(FileReport("a b%.py", problems=("cannot be read: no such file",)))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "cannot be read: no such file"
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%25.py"


def test_a_path_elsewhere_is_absolute(tmp_path: Path) -> None:
    (run,) = log(report(CODE, str(tmp_path / "ä.py")))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": f"file://{tmp_path}/%C3%A4.py"}


def test_codes_of_the_engine_are_notes() -> None:
    (run,) = log(report(CODE + "x = 1\n" * 400_000))["runs"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [("DSE901", "note")]


def test_every_rule_has_a_page() -> None:
    from flake8_session_expiry.output.sarif_report import _rule

    for code in all_codes():
        rule = _rule(code)
        assert rule["help"]["markdown"].startswith(f"# {code}") and rule["shortDescription"]["text"].endswith(".")


def test_a_library_reads_it() -> None:
    sarif_om = pytest.importorskip("sarif_om")
    (run,) = log(report(CODE))["runs"]
    for result in run["results"]:
        known = {sarif_om_name(name): value for name, value in result.items()}
        assert sarif_om.Result(**known).rule_id == result["ruleId"]


def sarif_om_name(name: str) -> str:
    """``ruleId`` -> ``rule_id``."""
    return re.sub("(?=[A-Z])", "_", name).lower()

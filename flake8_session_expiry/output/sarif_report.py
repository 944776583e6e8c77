"""
Findings as SARIF 2.1.0, for code scanning of GitHub and for editors.
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from flake8_session_expiry import __version__
from flake8_session_expiry.api import Diagnostic, TextEdit
from flake8_session_expiry.codes import ENGINE_CODES, names
from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.fingerprints import with_fingerprints
from flake8_session_expiry.output.report_paths import report_uri
from flake8_session_expiry.pages_online import address, home

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"


def sarif(files: Iterable[FileReport], _style: Style) -> Iterator[str]:
    """One log with one run; its rules are those that reported something."""
    results: list[tuple[FileReport, Diagnostic, str]] = []
    notifications: list[dict[str, Any]] = []
    for file in files:
        results += [(file, found, fingerprint) for found, fingerprint in with_fingerprints(file)]
        notifications += [_notification(file, problem) for problem in file.problems]
    codes = sorted({found.code for _, found, _ in results})
    run = {
        "tool": {
            "driver": {
                "name": "flake8-session-expiry",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": home(),
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications},
        ],
        "results": [_result(file, found, fingerprint, codes) for file, found, fingerprint in results],
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    from flake8_session_expiry.rules.pages import page_of, summary_of

    text = page_of(code)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in names()[code].split("-")),
        "shortDescription": {"text": f"{summary_of(code)}."},
        "fullDescription": {"text": f"{summary_of(code)}."},
        "help": {"text": text, "markdown": text},
        "helpUri": address(code),
        "defaultConfiguration": {"level": _level(code)},
        "properties": {"tags": ["django", "sessions"], "precision": "high"},
    }


def _level(code: str) -> str:
    return "note" if code in ENGINE_CODES else "warning"


def _result(file: FileReport, found: Diagnostic, fingerprint: str, codes: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _level(found.code),
        "message": {"text": found.message},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(file), "region": _region(found)}}],
        "partialFingerprints": {"flake8SessionExpiry/v1": fingerprint},
    }
    if found.fix is not None:
        replacements = [
            {"deletedRegion": _region(edit), "insertedContent": {"text": edit.text}} for edit in found.fix.edits
        ]
        result["fixes"] = [
            {
                "description": {"text": f"{found.fix.safety.capitalize()} fix of {found.code}"},
                "artifactChanges": [{"artifactLocation": _artifact(file), "replacements": replacements}],
            }
        ]
    return result


def _artifact(file: FileReport) -> dict[str, str]:
    uri = report_uri(file.name)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": _ROOT}


def _region(place: Diagnostic | TextEdit) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _notification(file: FileReport, problem: str) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": problem},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(file)}}],
    }

"""
Findings as JSON, for other programs. Its keys are documented in ``docs/check.md``; new ones may be added, a changed
meaning needs a new ``version``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Final

from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.fingerprints import with_fingerprints
from flake8_session_expiry.output.report_paths import report_path
from flake8_session_expiry.pages_online import address

VERSION: Final = 1


def json_report(files: Iterable[FileReport], _style: Style) -> Iterator[str]:
    """One object; all characters are ASCII."""
    findings: list[dict[str, object]] = []
    errors: list[dict[str, object]] = []
    for file in files:
        path = report_path(file.name)
        for found, fingerprint in with_fingerprints(file):
            findings.append({"path": path, **asdict(found), "fingerprint": fingerprint, "url": address(found.code)})
        errors += [{"path": path, "message": problem} for problem in file.problems]
    yield json.dumps({"version": VERSION, "findings": findings, "errors": errors}, indent=2) + "\n"

"""
Findings as a Code Quality report of GitLab, which shows them in a merge request.
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.fingerprints import with_fingerprints
from flake8_session_expiry.output.report_paths import report_path


def code_quality(files: Iterable[FileReport], _style: Style) -> Iterator[str]:
    """A list of findings; what was not checked is none, GitLab has no place for it."""
    found = [
        {
            "description": f"{diagnostic.code} {diagnostic.message}",
            "check_name": diagnostic.name,
            "fingerprint": fingerprint,
            "severity": "info" if diagnostic.code in ENGINE_CODES else "major",
            "location": {
                "path": report_path(file.name),
                "lines": {"begin": diagnostic.line, "end": diagnostic.end_line},
            },
        }
        for file in files
        for diagnostic, fingerprint in with_fingerprints(file)
    ]
    yield json.dumps(found, indent=2) + "\n"

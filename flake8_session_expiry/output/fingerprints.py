"""Which finding is the same one in another version of a file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.output.file_report import FileReport
from flake8_session_expiry.output.report_paths import report_path


def with_fingerprints(file: FileReport) -> Iterator[tuple[Diagnostic, str]]:
    """
    Each finding of a file with its fingerprint: it stays the same where lines are added or removed elsewhere in the
    file, or the line is indented in another way.

    It is made of path, code and the text of the line, and, for equal lines, which of them it is; no two are the same.
    Findings that are left out of the report count as lines, so that the others have the fingerprint of a full report.
    """
    left_out = {id(found) for found in file.left_out}
    lines = file.lines
    seen: Counter[tuple[str, str]] = Counter()
    for found in sorted([*file.diagnostics, *file.left_out], key=lambda found: (found.line, found.column, found.code)):
        line = " ".join(lines[found.line - 1].split()) if found.line <= len(lines) else ""
        number = seen[found.code, line]
        seen[found.code, line] += 1
        if id(found) in left_out:
            continue
        parts = (report_path(file.name), found.code, line, str(number))
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        yield found, hashlib.sha256(data).hexdigest()[:32]

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
    """
    lines = file.lines
    seen: Counter[tuple[str, str]] = Counter()
    for found in file.diagnostics:
        line = " ".join(lines[found.line - 1].split()) if found.line <= len(lines) else ""
        number = seen[found.code, line]
        seen[found.code, line] += 1
        parts = (report_path(file.name), found.code, line, str(number))
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        yield found, hashlib.sha256(data).hexdigest()[:32]

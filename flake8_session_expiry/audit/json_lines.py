"""
The results as JSON, one line for each project: sorted by folder, and without times, so that two runs can be compared.
The keys are documented in ``docs/audit.md``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

from flake8_session_expiry.audit.store import StoredResult
from flake8_session_expiry.output.report_paths import report_path


def json_lines(results: Iterable[StoredResult]) -> Iterator[str]:
    """Each with a line feed at its end, in ASCII."""
    for result in results:
        line = {"project": shown_folder(result.folder), "fingerprint": result.fingerprint, **result.document}
        yield json.dumps(line, separators=(",", ":")) + "\n"


def shown_folder(folder: str) -> str:
    """A folder as it is shown: relative to the current one, if it is below; the current one by its name."""
    shown = report_path(folder) if os.path.isabs(folder) else folder  # else a URI, see the store
    return os.path.basename(folder) or folder if shown == "." else shown

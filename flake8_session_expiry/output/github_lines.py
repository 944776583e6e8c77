"""
Findings as workflow commands of GitHub Actions, which shows them beside the code of a pull request.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-a-warning-message
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.report_paths import report_path


def workflow_commands(files: Iterable[FileReport], _style: Style) -> Iterator[str]:
    """``::warning file=shop/views.py,line=5,…::DSE202 …`` for a finding, ``::error`` for a file not checked."""
    for file in files:
        path = report_path(file.name)
        for found in file.diagnostics:
            place: dict[str, str | int] = {"file": path, "line": found.line, "col": found.column}
            # GitHub ignores columns of what ends on another line.
            end: dict[str, str | int] = {"endLine": found.end_line}
            if found.end_line == found.line:
                end["endColumn"] = found.end_column
            yield _command("warning", {**place, **end, "title": f"{found.code} {found.name}"}, found.text)
        for problem in file.problems:
            yield _command("error", {"file": path, "title": "not checked"}, problem)


def _command(kind: str, properties: dict[str, str | int], text: str) -> str:
    shown = ",".join(f"{key}={_in_property(str(value))}" for key, value in properties.items())
    return f"::{kind} {shown}::{_in_text(text)}\n"


def _in_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_text(text).replace(":", "%3A").replace(",", "%2C")

"""
The messages of each rule for its cases: ``tests/fixtures/<group>/<stem>.messages.txt`` beside them, written by
``scripts/update_messages.py``.

A finding is a line as flake8 prints it, below the name of its case; its line is counted from the line below
``# case:``::

    # case: True is one second
    1:28 DSE202 set_expiry(True) ends the session after one second; …
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flake8_session_expiry.engine.findings import Finding
from tests.casefiles import FIXTURES, Case

_HEADING = "# case: "
SUFFIX = ".messages.txt"


def messages_path(case: Case) -> Path:
    """The file with the messages of a case's rule."""
    return FIXTURES / case.group / f"{case.stem}{SUFFIX}"


def lines_of(found: Iterable[Finding]) -> list[str]:
    """``line:column CODE message``, with flake8's column: the first is 1."""
    return [f"{finding.line}:{finding.column + 1} {finding.text}" for finding in found]


@cache
def read_messages(path: Path) -> dict[str, list[str]]:
    """Name of a case -> its findings; {} where there is no such file. Raises ValueError where a case is in it twice."""
    messages: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.startswith(_HEADING):
            name = line.removeprefix(_HEADING)
            if name in messages:
                raise ValueError(f"{path}: {name!r} stands there twice")
            messages[name] = []
        elif line:
            list(messages.values())[-1].append(line)
    return messages


def text_of(messages: dict[str, list[str]]) -> str:
    """The file's text: cases in the order of the rule's own file, those without a finding left out."""
    parts = ["\n".join([_HEADING + name, *lines]) + "\n" for name, lines in messages.items() if lines]
    return "\n".join(parts)

"""
The baseline: a file with the findings of an old code base that are known and not reported, by their fingerprints.
Documented in ``docs/check.md``; another meaning of its keys needs a new ``version``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.files.write import WriteError, write_whole
from flake8_session_expiry.output.file_report import FileReport
from flake8_session_expiry.output.fingerprints import with_fingerprints
from flake8_session_expiry.output.report_paths import report_path

VERSION: Final = 1
_KIND: Final = "flake8-session-expiry baseline"
ELSEWHERE: Final = "none of its files is here: run in the folder where it was written, or remove it"
Reports = Callable[[str], Callable[[str], bool]]


class KnownFinding(NamedTuple):
    """A known finding; a baseline is sorted by these, so that two versions of it can be compared and merged."""

    path: str
    code: str
    fingerprint: str


@dataclass(frozen=True)
class Comparison:
    """
    What a run shows of a baseline: ``stale`` entries have no finding any more, ``others`` are about files or rules
    that were not checked this time. ``is_elsewhere``: it has entries, but there is none of their files.
    """

    stale: tuple[KnownFinding, ...]
    others: tuple[KnownFinding, ...]
    is_elsewhere: bool


class Baseline:
    """The entries of one baseline, and what a run finds: each report of a file is given to ``without_known`` once."""

    def __init__(self, entries: Mapping[str, KnownFinding]) -> None:
        """``entries`` by their fingerprints."""
        self.entries = entries
        self.found: dict[str, KnownFinding] = {}
        self._checked: dict[str, str] = {}
        self._unchecked: set[str] = set()

    def without_known(self, file: FileReport) -> FileReport:
        """The report without the findings that are in the baseline."""
        path = report_path(file.name)
        if file.problems or any(found.code in ENGINE_CODES for found in file.diagnostics):
            self._unchecked.add(path)
        new: list[Diagnostic] = []
        known: list[Diagnostic] = []
        for found, fingerprint in with_fingerprints(file):
            self.found[fingerprint] = KnownFinding(path, found.code, fingerprint)
            (known if fingerprint in self.entries else new).append(found)
        return replace(file, diagnostics=tuple(new), left_out=(*file.left_out, *known)) if known else file

    def checks(self, name: str) -> None:
        """A file of this name is one of those that the run is about."""
        self._checked[report_path(name)] = name

    def compared(self, reports: Reports) -> Comparison:
        """After the run. ``reports(name)(code)``: whether a rule is on in a file."""
        rest = sorted(entry for entry in self.entries.values() if entry.fingerprint not in self.found)
        stale = tuple(entry for entry in rest if self._is_stale(entry, reports))
        is_elsewhere = bool(rest) and all(_is_missing(entry.path) for entry in self.entries.values())
        return Comparison(stale, tuple(sorted({*rest} - {*stale})), is_elsewhere)

    def _is_stale(self, entry: KnownFinding, reports: Reports) -> bool:
        if entry.path in self._unchecked:
            return False
        if entry.path not in self._checked:
            return _is_missing(entry.path)
        return reports(self._checked[entry.path])(entry.code)


def _is_missing(path: str) -> bool:
    """Certainly; a file in a folder that may not be read is none of these."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def read_baseline(path: str) -> Baseline:
    """Raises ConfigurationError for a file that is not there, cannot be read or is no baseline."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise ConfigurationError(f"--baseline: {path}: does not exist; --write-baseline creates it") from error
    except OSError as error:
        raise ConfigurationError(f"--baseline: {path}: cannot be read: {error.strerror or error}") from error
    try:
        entries = _entries(json.loads(data.decode("utf-8")))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigurationError(
            f"--baseline: {path}: is not a baseline of version {VERSION}; --write-baseline creates one in a new file"
        ) from None
    return Baseline(entries)


def _entries(document: Any) -> dict[str, KnownFinding]:
    """Raises ValueError, KeyError or TypeError for another format."""
    if document["kind"] != _KIND or document["version"] != VERSION:
        raise ValueError
    entries = [KnownFinding(each["path"], each["code"], each["fingerprint"]) for each in document["findings"]]
    if not all(isinstance(part, str) for entry in entries for part in entry):
        raise TypeError
    return {entry.fingerprint: entry for entry in entries}


def rewrite(path: str, baseline: Baseline, reports: Reports) -> str:
    """
    Write what the run has found, without stale entries; those about what was not checked stay. Returns what was done,
    in one line. Raises ConfigurationError.
    """
    compared = baseline.compared(reports)
    if compared.is_elsewhere:
        raise ConfigurationError(f"--baseline: {path}: {ELSEWHERE}")
    _write(path, [*baseline.found.values(), *compared.others])
    number = len(baseline.found) + len(compared.others)
    new = len(baseline.found.keys() - baseline.entries.keys())
    return f"{path}: {number} {'finding' if number == 1 else 'findings'}, {new} new, {len(compared.stale)} removed"


def _write(path: str, entries: list[KnownFinding]) -> None:
    """Write the file whole or not at all. Raises ConfigurationError."""
    findings = [entry._asdict() for entry in sorted(entries)]
    text = json.dumps({"kind": _KIND, "version": VERSION, "findings": findings}, indent=2) + "\n"
    try:
        write_whole(path, text.encode("ascii"))
    except WriteError as error:
        raise ConfigurationError(f"--baseline: {path}: {error}") from error

"""
What is kept of audits: runs, the result of each project in them, and its settings and findings as rows. The schema is
in ``store_file`` and documented in ``docs/audit.md``.

One project has a row for each of its results; those of a run are in ``run_project``. A result that is the same in the
next run is not stored again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_from_bytes

from flake8_session_expiry.audit import store_file
from flake8_session_expiry.audit.requests import Known, Reply, ReplyKind
from flake8_session_expiry.audit.versions import versions
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.interruption import postponed

LAST = "last"


@dataclass(frozen=True)
class AuditRun:
    """A run in the store; ``begun`` is an ISO date and time in UTC. ``is_continued``: it was stopped before."""

    id: int
    begun: str
    options: str
    is_continued: bool = False


@dataclass(frozen=True)
class StoredResult:
    """The result of one project in a run; ``fingerprint`` is None where the next run looks at it again."""

    folder: str
    fingerprint: str | None
    document: dict[str, Any]


class AuditStore:
    """An open store. Only the process that the user has started writes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # -- runs ----------------------------------------------------------------------------------------------------------

    def begin(self, options: str, identity: str, arguments: Iterable[str]) -> AuditRun:
        """
        A new run, or the last one that was stopped, if it is the same command: its ``identity`` is the same.
        ``options`` identifies the options that results depend on.
        """
        row = self._one(
            "SELECT id, begun FROM run WHERE identity = ? AND finished IS NULL ORDER BY id DESC LIMIT 1", identity
        )
        if row is not None:
            return AuditRun(row[0], row[1], options, is_continued=True)
        begun = _now()
        with self._transaction():
            cursor = self._connection.execute(
                "INSERT INTO run (begun, options, identity, arguments, versions) VALUES (?, ?, ?, ?, ?)",
                (begun, options, identity, json.dumps([*arguments]), json.dumps(dict(versions()))),
            )
        assert cursor.lastrowid is not None
        return AuditRun(cursor.lastrowid, begun, options)

    def finish(self, run: AuditRun, folders: Iterable[str]) -> None:
        """The run has a result of each of these; what it had of others, before it was stopped, is not its any more."""
        with self._transaction():
            kept = {_key(folder) for folder in folders}
            gone = [
                (run.id, folder)
                for (folder,) in self._connection.execute("SELECT folder FROM run_project WHERE run = ?", (run.id,))
                if folder not in kept
            ]
            self._connection.executemany("DELETE FROM run_project WHERE run = ? AND folder = ?", gone)
            # Results that no run has any more: of a continued run, of runs that were deleted.
            self._connection.execute("DELETE FROM project WHERE id NOT IN (SELECT project FROM run_project)")
            self._connection.execute("UPDATE run SET finished = ? WHERE id = ?", (_now(), run.id))

    def earlier(self, name: str, run: AuditRun) -> AuditRun:
        """
        The finished run of this number before a run, or the last one with the same options (``last``). Raises
        ConfigurationError.
        """
        if name == LAST:
            row = self._one(
                "SELECT id, begun, options FROM run WHERE finished IS NOT NULL AND id < ? AND options = ?"
                " ORDER BY id DESC LIMIT 1",
                run.id,
                run.options,
            )
        elif name.isascii() and name.isdigit() and len(name) < 18:
            row = self._one(
                "SELECT id, begun, options FROM run WHERE finished IS NOT NULL AND id = ? AND id < ?", int(name), run.id
            )
        else:
            raise ConfigurationError(f"--since: {name!r} is neither the number of a run nor {LAST!r}")
        if row is None:
            raise ConfigurationError(f"--since: there is no finished run {name}; {self._runs_in_words(run)}")
        return AuditRun(*row)

    def has_earlier(self, run: AuditRun) -> bool:
        """Whether there is a finished run with the same options before it."""
        return (
            self._one(
                "SELECT 1 FROM run WHERE finished IS NOT NULL AND id < ? AND options = ? LIMIT 1", run.id, run.options
            )
            is not None
        )

    def _runs_in_words(self, run: AuditRun) -> str:
        rows = self._connection.execute(
            "SELECT id, begun FROM run WHERE finished IS NOT NULL AND id < ? ORDER BY id DESC LIMIT 5", (run.id,)
        )
        found = [f"{number} of {begun}" for number, begun in rows]
        return f"the last ones are {', '.join(found)}" if found else "there is none yet"

    # -- results -------------------------------------------------------------------------------------------------------

    def known(self, folder: str, options: str) -> Known | None:
        """The newest result of a project with these options, if it is one that is kept."""
        row = self._one(
            "SELECT fingerprint, reads FROM project WHERE folder = ? AND options = ? ORDER BY id DESC LIMIT 1",
            _key(folder),
            options,
        )
        return None if row is None or row[0] is None else Known(row[0], tuple(json.loads(row[1])))

    def is_given_up(self, run: AuditRun, folder: str) -> bool:
        """Whether the run, before it was stopped, has given up this project: it is not tried again in the same run."""
        row = self._one(
            "SELECT p.fingerprint FROM run_project r JOIN project p ON p.id = r.project"
            " WHERE r.run = ? AND r.folder = ?",
            run.id,
            _key(folder),
        )
        return row is not None and row[0] is None

    def keep(self, run: AuditRun, folder: str, reply: Reply) -> None:
        """Store the reply about a project in a run: all of it, on the disk when this returns, or nothing."""
        with self._transaction():
            key = _key(folder)
            if reply.kind is ReplyKind.UNCHANGED:
                row = self._one(
                    "SELECT id FROM project WHERE folder = ? AND options = ? ORDER BY id DESC LIMIT 1", key, run.options
                )
                assert row is not None
                project = int(row[0])
            else:
                project = self._add(key, run.options, reply)
            self._connection.execute("INSERT OR REPLACE INTO run_project VALUES (?, ?, ?)", (run.id, key, project))

    def _add(self, key: str, options: str, reply: Reply) -> int:
        document, known = reply.document, reply.known
        cursor = self._connection.execute(
            "INSERT INTO project (folder, options, fingerprint, reads, django, violated, findings, problems, document)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(key, options, None if known is None else known.fingerprint),
                json.dumps([] if known is None else known.reads),
                *(document["django"], document["violated"], sum(document["codes"].values())),
                len(document["problems"]) + document["left_out"].get("problems", 0),
                json.dumps(document, separators=(",", ":")),
            ),
        )
        project = cursor.lastrowid
        assert project is not None
        self._connection.executemany(
            f"INSERT INTO setting VALUES ({', '.join('?' * 12)})",
            [(project, *row) for module in document["modules"] for row in _setting_rows(module)],
        )
        self._connection.executemany(
            f"INSERT INTO finding VALUES ({', '.join('?' * 8)})",
            [(project, *_finding_row(found)) for found in document["findings"]],
        )
        return project

    def results(self, run: AuditRun) -> Iterator[StoredResult]:
        """All results of a run, sorted by folder; one at a time in memory."""
        rows = self._connection.execute(
            "SELECT r.folder, p.fingerprint, p.document FROM run_project r JOIN project p ON p.id = r.project"
            " WHERE r.run = ? ORDER BY r.folder",
            (run.id,),
        )
        for folder, fingerprint, document in rows:
            yield StoredResult(folder, fingerprint, json.loads(document))

    def pairs(self, before: AuditRun, now: AuditRun) -> Iterator[tuple[StoredResult | None, StoredResult | None]]:
        """The projects whose results are not the same in two runs, with both, sorted by folder."""
        old, new = self._by_folder(before), self._by_folder(now)
        for folder in sorted({*old, *new}):
            if old.get(folder) != new.get(folder):
                yield self._stored(folder, old.get(folder)), self._stored(folder, new.get(folder))

    def _by_folder(self, run: AuditRun) -> Mapping[str, int]:
        return dict(self._connection.execute("SELECT folder, project FROM run_project WHERE run = ?", (run.id,)))

    def _stored(self, folder: str, project: int | None) -> StoredResult | None:
        row = self._one("SELECT fingerprint, document FROM project WHERE id = ?", project)
        return None if row is None else StoredResult(folder, row[0], json.loads(row[1]))

    # -- SQLite --------------------------------------------------------------------------------------------------------

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return row

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Whole or not at all; Ctrl-C takes effect behind it."""
        with postponed():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


@contextmanager
def store_at(path: str | None) -> Iterator[AuditStore]:
    """The store of a file; for None one that is not kept. Raises ConfigurationError, also later for a full disk."""
    if path is not None:
        with store_file.opened(path) as connection:
            yield AuditStore(connection)
        return
    with (
        tempfile.TemporaryDirectory(prefix="session-expiry-audit-") as folder,
        store_file.temporary(folder) as connection,
    ):
        yield AuditStore(connection)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _key(folder: str) -> str:
    """A path as text of SQLite, which has no bytes that are no UTF-8: these are in a URI, which no other path is."""
    try:
        folder.encode("utf-8")
    except UnicodeEncodeError:
        return f"file://{quote_from_bytes(os.fsencode(folder))}"
    return folder


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _setting_rows(module: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for row in module["settings"]:
        verdict = row["verdict"]
        origin = next((each["origin"] for each in row["possible"] if each["origin"] is not None), None) or {}
        yield (
            *(_text(module["path"]), module["class"], module["judged"], row["name"]),
            *(_text(" | ".join(row["words"])), row["certainty"]),
            *(verdict["answer"], verdict["reason"], verdict["source"]),
            *(None if not origin else _text(origin["path"]), origin.get("line")),
        )


def _finding_row(found: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        *(_text(found["path"]), found["line"], found["column"]),
        *(found["code"], found["name"], _text(found["message"]), found["fingerprint"]),
    )

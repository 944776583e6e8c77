"""
The file of a store: whether it is one, of which version, and whether another audit writes it now.

SQLite in WAL mode: others may read it while an audit writes, each result is whole on the disk or not there, and a power
failure loses none that was stored.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from flake8_session_expiry.configuration.flake8_options import ConfigurationError

SCHEMA_VERSION: Final = 1
_APPLICATION: Final = 0x44534541  # "DSEA": SQLite's own mark of whose file it is
_SCHEMA: Final = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  begun TEXT NOT NULL,
  finished TEXT,
  options TEXT NOT NULL,
  identity TEXT NOT NULL,
  arguments TEXT NOT NULL,
  versions TEXT NOT NULL
);
CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  folder TEXT NOT NULL,
  options TEXT NOT NULL,
  fingerprint TEXT,
  reads TEXT NOT NULL,
  django TEXT,
  violated INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  problems INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX project_by_folder ON project (folder, options, id);
CREATE TABLE run_project (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  project INTEGER NOT NULL REFERENCES project (id),
  PRIMARY KEY (run, folder)
) WITHOUT ROWID;
CREATE INDEX run_by_project ON run_project (project);
CREATE TABLE setting (
  project INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  module TEXT NOT NULL,
  class TEXT,
  judged INTEGER NOT NULL,
  name TEXT NOT NULL,
  words TEXT NOT NULL,
  certainty TEXT NOT NULL,
  answer TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  path TEXT,
  line INTEGER
);
CREATE INDEX setting_by_project ON setting (project);
CREATE INDEX setting_by_name ON setting (name, answer);
CREATE TABLE finding (
  project INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  "column" INTEGER NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  message TEXT NOT NULL,
  fingerprint TEXT NOT NULL
);
CREATE INDEX finding_by_project ON finding (project);
CREATE INDEX finding_by_code ON finding (code);
"""
_A_MOMENT: Final = 5.0
"""Seconds: how long another program may hold the file, such as one that makes a copy of it."""


@contextmanager
def opened(path: str) -> Iterator[sqlite3.Connection]:
    """
    The store at a path, which is made where there is none; nobody else writes it meanwhile. Raises ConfigurationError
    where it is no store, of a later version, cannot be written, or another audit uses it.
    """
    _refuse_what_is_no_file(path)
    with errors_named(path), _locked(path), closing(_connected(path)) as connection:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")  # fails here where it cannot be written, not after the first project
        if not _tables(connection):
            _make(connection)
        connection.execute("COMMIT")
        yield connection


@contextmanager
def temporary(folder: str) -> Iterator[sqlite3.Connection]:
    """A store that is not kept, in a folder that is removed later: results are on disk and not in memory."""
    path = os.path.join(folder, "audit.db")
    with errors_named(path), closing(_connected(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _make(connection)
        yield connection


@contextmanager
def errors_named(path: str) -> Iterator[None]:
    """In this block an error of SQLite is one line about that file, as ConfigurationError."""
    try:
        yield
    except sqlite3.Error as error:
        raise ConfigurationError(f"--store: {path}: {error}") from error


def _connected(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_A_MOMENT, isolation_level=None)


def _refuse_what_is_no_file(path: str) -> None:
    """SQLite's own message for these is always "unable to open database file"."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise ConfigurationError(f"--store: {path}: there is no folder {folder!r}")
    if os.path.lexists(path):
        if not os.path.isfile(path):
            raise ConfigurationError(f"--store: {path}: is no regular file")
        if not os.access(path, os.R_OK):
            raise ConfigurationError(f"--store: {path}: cannot be read")
        if not os.access(path, os.W_OK):
            raise ConfigurationError(f"--store: {path}: is read-only")
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"--store: {path}: cannot be written: nothing may be made in {folder!r}")


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """
    One audit at a time: a transaction on a second, empty file beside it, which ends with the process, however that
    ends. One on the store itself would have to last for the whole run, and lose it with a kill.
    """
    with closing(sqlite3.connect(f"{path}-lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise ConfigurationError(f"--store: {path}: another audit uses it now") from error
        yield


def _check(connection: sqlite3.Connection, path: str) -> None:
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = _tables(connection)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise ConfigurationError(f"--store: {path}: is no store (no SQLite file at all); name another one") from error
    if application != _APPLICATION and (application or version or tables):
        raise ConfigurationError(f"--store: {path}: is the SQLite file of another program; name another one")
    if version > SCHEMA_VERSION:
        raise ConfigurationError(
            f"--store: {path}: was written by a later version (schema {version}, this one knows {SCHEMA_VERSION})"
        )


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _make(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)

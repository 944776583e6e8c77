"""Files that are no store, and stores that cannot be used: one clear line, and nothing is lost."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from flake8_session_expiry.audit.store_file import SCHEMA_VERSION, opened
from flake8_session_expiry.configuration.flake8_options import ConfigurationError


def why(path: Path) -> str:
    """The error for a file."""
    before = path.read_bytes() if path.is_file() and os.access(path, os.R_OK) else None
    with pytest.raises(ConfigurationError) as error, opened(str(path)):
        pass
    assert before is None or path.read_bytes() == before
    return str(error.value).removeprefix(f"--store: {path}: ")


def made(path: Path, *statements: str) -> Path:
    """An SQLite file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def test_a_new_store_and_an_empty_file(tmp_path: Path) -> None:
    for name in ("new.db", "empty.db"):
        path = tmp_path / name
        if name == "empty.db":
            path.touch()
        with opened(str(path)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        with opened(str(path)) as connection:
            assert connection.execute("SELECT count(*) FROM run").fetchone() == (0,)


def test_the_schema_is_documented(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", page, re.MULTILINE))
    with opened(str(tmp_path / "a.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert set(tables) == set(rows)
        for table in tables:
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            assert columns <= set(re.findall(r"`(\w+)`", rows[table]))
        for statement in re.findall(r"^```sql\n(.+?)```", page, re.MULTILINE | re.DOTALL):
            connection.execute(statement)
        removal = re.search(r"`sqlite3 audit.db '(.+?)'`", page)
        assert removal is not None
        connection.executescript(removal[1])
    assert f"is the version of the schema, {SCHEMA_VERSION}." in page


def test_a_file_of_another_program(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("important " * 100, encoding="utf-8")
    assert why(text) == "is no store (no SQLite file at all); name another one"
    for number, statement in enumerate(("CREATE TABLE t (a)", "PRAGMA user_version = 3", "PRAGMA application_id = 7")):
        path = made(tmp_path / f"{number}.db", statement)
        assert why(path) == "is the SQLite file of another program; name another one"


def test_a_store_of_a_later_version(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with opened(str(path)):
        pass
    made(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    assert why(path) == f"was written by a later version (schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION})"


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert why(tmp_path / "pipe") == "is no regular file"
    assert why(tmp_path) == "is no regular file"
    assert why(tmp_path / "gone" / "a.db") == f"there is no folder {str(tmp_path / 'gone')!r}"


def test_a_store_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    with opened(str(path)):
        pass
    denied: set[tuple[str, int]] = set()
    own = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: (str(at), mode) not in denied and own(at, mode))
    denied.add((str(tmp_path), os.W_OK))
    assert why(path) == f"cannot be written: nothing may be made in {str(tmp_path)!r}"
    denied.add((str(path), os.W_OK))
    assert why(path) == "is read-only"
    denied.add((str(path), os.R_OK))
    assert why(path) == "cannot be read"


def test_a_store_that_another_audit_uses(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    program = (
        "import sys; from flake8_session_expiry.audit.store_file import opened\n"
        "with opened(sys.argv[1]): print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        assert why(path) == "another audit uses it now"
        other.kill()  # nothing is left of its lock
        other.wait()
        with opened(str(path)):
            pass


def test_errors_later_are_one_line_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(ConfigurationError, match="database or disk is full"), opened(str(path)) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("CREATE TABLE large (a)")

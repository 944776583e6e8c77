"""What a store keeps, and what it gives back."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.audit.requests import Known, Reply, ReplyKind, empty_document
from flake8_session_expiry.audit.store import AuditRun, AuditStore, store_at
from flake8_session_expiry.configuration.flake8_options import ConfigurationError

UNREADABLE = os.fsdecode(b"/srv/a\xff")


def reply(number: int, *problems: str) -> Reply:
    """A result with this number for a fingerprint."""
    document = empty_document("") | {"problems": list(problems), "notes": [f"{number}"]}
    return Reply(ReplyKind.DONE, document, Known(f"{number}", ("../a.py",)))


def rows(path: Path, statement: str) -> list[Any]:
    """As any program would read the file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def finished(store: AuditStore, *results: tuple[str, Reply], options: str = "o") -> AuditRun:
    """A run with these results."""
    run = store.begin(options, "command", ["audit"])
    for folder, each in results:
        store.keep(run, folder, each)
    store.finish(run, (folder for folder, _ in results))
    return run


def test_results_come_back_sorted(tmp_path: Path) -> None:
    with store_at(str(tmp_path / "a.db")) as store:
        run = finished(store, ("/b", reply(1)), ("/a", reply(2)), (UNREADABLE, reply(3)))
        assert [(each.folder, each.fingerprint, each.document["notes"]) for each in store.results(run)] == [
            ("/a", "2", ["2"]),
            ("/b", "1", ["1"]),
            ("file:///srv/a%FF", "3", ["3"]),
        ]
        assert store.known("/b", "o") == Known("1", ("../a.py",))
        assert store.known(UNREADABLE, "o") == Known("3", ("../a.py",))
        assert store.known("/b", "other") is None and store.known("/c", "o") is None


def test_a_result_is_on_the_disk_when_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with store_at(str(path)) as store:
        run = store.begin("o", "command", [])
        store.keep(run, "/a", reply(1))
        assert rows(path, "SELECT folder FROM run_project") == [("/a",)]  # read by another program meanwhile


def test_an_unchanged_result_is_not_stored_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with store_at(str(path)) as store:
        finished(store, ("/a", reply(1)))
        finished(store, ("/a", Reply(ReplyKind.UNCHANGED, {}, Known("1"))))
    assert rows(path, "SELECT run, project FROM run_project") == [(1, 1), (2, 1)]
    assert rows(path, "SELECT count(*) FROM project") == [(1,)]


def test_a_stopped_run_goes_on_and_another_command_does_not(tmp_path: Path) -> None:
    with store_at(str(tmp_path / "a.db")) as store:
        stopped = store.begin("o", "command", [])
        store.keep(stopped, "/a", reply(1))
        other = store.begin("o", "another", [])
        again = store.begin("o", "command", [])
        assert (again.id, again.begun, again.is_continued) == (stopped.id, stopped.begun, True)
        assert other.id != stopped.id and not other.is_continued
        store.keep(again, "/a", reply(2))
        store.keep(again, "/b", reply(3))
        store.finish(again, ["/a"])
        assert [each.folder for each in store.results(again)] == ["/a"]
        assert store.known("/b", "o") is None  # removed with the last run that had it
        assert not store.begin("o", "command", []).is_continued


def test_what_a_stopped_run_has_given_up(tmp_path: Path) -> None:
    with store_at(str(tmp_path / "a.db")) as store:
        run = store.begin("o", "command", [])
        store.keep(run, "/a", Reply(ReplyKind.LOST, empty_document(".: was given up")))
        store.keep(run, "/b", reply(1))
        assert [store.is_given_up(run, folder) for folder in ("/a", "/b", "/c")] == [True, False, False]
        assert store.known("/a", "o") is None  # the next run tries it again


def test_settings_and_findings_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    origin = {"path": "s\udcff.py", "line": 3}
    row = {
        "name": "SESSION_COOKIE_AGE",
        "words": ["one hour", "a\udcff"],
        "certainty": "depends",
        "possible": [{"origin": None}, {"origin": origin}],
        "verdict": {"answer": "no", "reason": "longer than 15 minutes", "source": "NIST"},
    }
    finding = {"path": "v.py", "line": 2, "column": 5, "code": "DSE202", "name": "bool-expiry", "message": "m"}
    document = empty_document("") | {
        "problems": [],
        "violated": True,
        "django": "5.2",
        "codes": {"DSE202": 4},
        "modules": [{"path": "s.py", "class": None, "judged": True, "settings": [row]}],
        "findings": [finding | {"fingerprint": "f"}],
        "left_out": {"problems": 2},
    }
    with store_at(str(path)) as store:
        finished(store, ("/a", Reply(ReplyKind.DONE, document, Known("1"))))
    assert rows(path, "SELECT * FROM setting") == [
        (1, "s.py", None, 1, "SESSION_COOKIE_AGE", "one hour | a\\udcff", "depends")
        + ("no", "longer than 15 minutes", "NIST", "s\\udcff.py", 3)
    ]
    assert rows(path, "SELECT * FROM finding") == [(1, "v.py", 2, 5, "DSE202", "bool-expiry", "m", "f")]
    assert rows(path, "SELECT django, violated, findings, problems FROM project") == [("5.2", 1, 4, 2)]
    assert json.loads(rows(path, "SELECT document FROM project")[0][0]) == document
    (run,) = rows(path, "SELECT begun, finished, arguments FROM run")
    assert run[0] <= run[1] and run[2] == '["audit"]'


def test_earlier_runs(tmp_path: Path) -> None:
    with store_at(str(tmp_path / "a.db")) as store:
        first = finished(store, ("/a", reply(1)))
        other = finished(store, ("/a", reply(1)), options="p")
        now = store.begin("o", "command", [])
        assert store.has_earlier(now) and not store.has_earlier(first)
        assert (store.earlier("last", now).id, store.earlier(f"{other.id}", now).id) == (first.id, other.id)
        for name in ("3", "0", "99999999999999999"):
            with pytest.raises(ConfigurationError, match=f"there is no finished run {name}; the last ones are 2 of"):
                store.earlier(name, now)
        for name in ("x", "-1", "²", "1" * 30):
            with pytest.raises(ConfigurationError, match="neither the number of a run nor 'last'"):
                store.earlier(name, now)


def test_pairs_are_those_that_differ(tmp_path: Path) -> None:
    with store_at(str(tmp_path / "a.db")) as store:
        old = finished(store, ("/a", reply(1)), ("/b", reply(2)), ("/c", reply(3)))
        new = finished(store, ("/a", Reply(ReplyKind.UNCHANGED, {}, Known("1"))), ("/b", reply(4)), ("/d", reply(5)))
        found = [[each and (each.folder, each.fingerprint) for each in pair] for pair in store.pairs(old, new)]
        assert found == [[("/b", "2"), ("/b", "4")], [("/c", "3"), None], [None, ("/d", "5")]]
        documents = [[each and each.document for each in pair] for pair in store.pairs(old, new)]
        two, three, four, five = (reply(number).document for number in (2, 3, 4, 5))
        assert documents == [[two, four], [three, None], [None, five]]


def test_without_a_file_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with store_at(None) as store:
        run = finished(store, ("/a", reply(1)))
        assert [each.folder for each in store.results(run)] == ["/a"]
        assert len([*tmp_path.glob("session-expiry-*")]) == 1
    assert [*tmp_path.glob("session-expiry-*")] == []

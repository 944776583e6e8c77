"""A real scheduler with two worker processes: the same results as alone, also where workers are killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from flake8_session_expiry.audit import versions
from flake8_session_expiry.audit.child_process import lost
from flake8_session_expiry.audit.dask_client import Dask
from flake8_session_expiry.audit.requests import ProjectRequest, Reply, ReplyKind
from flake8_session_expiry.audit.workers import replies
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from tests.audit.conftest import FALSE, Audit, MakeProject

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask is not installed: only tox -e newest has it"
)
LONG = 90.0
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts processes that are ended after the test."""
    monkeypatch.setenv("DASK_DISTRIBUTED__DASHBOARD__LINK", "")
    started: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "dask.log").open("wb")

    def process(module: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        started.append(subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log))
        return started[-1]

    yield process
    for each in reversed(started):
        each.terminate()
    for each in reversed(started):
        try:
            each.wait(20)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
    log.close()


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> str:
    """The address of one on this machine."""
    place = tmp_path / "scheduler.json"
    start("dask_scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard", f"--scheduler-file={place}")
    deadline = time.monotonic() + LONG
    while True:
        assert time.monotonic() < deadline, (tmp_path / "dask.log").read_text(encoding="utf-8")
        try:
            return str(json.loads(place.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)


@pytest.fixture
def workers(start: Start, scheduler: str) -> list[subprocess.Popen[bytes]]:
    """Two processes without a nanny, so that a kill is the end of one."""
    options = ("--nthreads=1", "--no-nanny", "--no-dashboard", "--host=127.0.0.1")
    return [start("dask_worker", scheduler, *options) for _ in range(2)]


def rows(path: str) -> list[list[tuple[object, ...]]]:
    """What a store has of projects, settings and findings, but for the numbers of rows."""
    statements = (
        "SELECT r.folder, p.fingerprint, p.reads, p.django, p.violated, p.findings, p.problems, p.document"
        " FROM run_project r JOIN project p ON p.id = r.project",
        "SELECT p.folder, s.* FROM setting s JOIN project p ON p.id = s.project",
        "SELECT p.folder, f.* FROM finding f JOIN project p ON p.id = f.project",
    )
    with closing(sqlite3.connect(path)) as connection:
        tables = [connection.execute(statement).fetchall() for statement in statements]
    first, *others = tables
    return [sorted(first, key=repr), *(sorted(((row[0], *row[2:]) for row in table), key=repr) for table in others)]


@pytest.mark.usefixtures("workers")
def test_the_same_as_alone(scheduler: str, project: MakeProject, audit: Audit) -> None:
    for number in range(8):
        project(f"p{number}", age=number * 1000 + 1, views=FALSE if number % 2 else "")
    project("broken", views="request.session.set_expiry(\n")
    alone = audit("--json-lines", "--store=alone.db")
    on_dask = audit("--json-lines", "--store=dask.db", f"--dask={scheduler}")
    assert on_dask.err == "" and (on_dask.code, on_dask.out) == (alone.code, alone.out)
    assert rows("dask.db") == rows("alone.db") and len(on_dask.lines) == 9
    again = audit("--store=dask.db", f"--dask={scheduler}")
    assert "\n9 unchanged since they were looked at\n" in again.out


def test_a_killed_worker_takes_nothing_with_it(
    scheduler: str, workers: list[subprocess.Popen[bytes]], project: MakeProject
) -> None:
    from flake8_session_expiry.audit.dask_client import Dask

    folders = [str(project(f"p{number}", age=number + 1)) for number in range(12)]
    found: dict[str, Reply] = {}
    most = 0
    with Dask(scheduler, LONG) as dask:
        for request, reply in replies(map(ProjectRequest, folders), dask):
            most = max(most, len(dask._given))
            found[request.folder] = reply
            if len(found) == 2:
                os.kill(workers[0].pid, signal.SIGKILL)
    ages = [found[each].document["modules"][0]["lifetimes"][0]["idle"] for each in folders]
    assert ages == [number + 1 for number in range(12)] and most <= 4


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that is started later gives a task up after the first worker that died with it."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")


@pytest.mark.usefixtures("impatient", "workers")
def test_a_project_whose_workers_die_is_recorded(
    scheduler: str, project: MakeProject, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flake8_session_expiry.audit import dask_client

    project("a")
    # Sent as code: the workers do not have this module.
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec("def killing(request, seconds, versions):\n    import os\n    os._exit(9)\n", namespace)
    monkeypatch.setattr(dask_client, "made_on_a_worker", namespace["killing"])
    done = audit("--json-lines", f"--dask={scheduler}")
    (line,) = done.lines
    assert (done.code, done.err, line["fingerprint"]) == (0, "", None)
    assert line["problems"][0].startswith(".: was given up: the workers that looked at it died: ")


def test_what_is_wrong_is_one_line(scheduler: str, audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_session_expiry.audit import dask_client

    monkeypatch.setattr(dask_client, "_PATIENCE", 1.0)
    done = audit(f"--dask={scheduler}")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"error: --dask: the scheduler at {scheduler} has no workers\n")
    assert "no scheduler answers at tcp://127.0.0.1:1: " in audit("--dask=tcp://127.0.0.1:1").err
    assert "there is no certificate for tls://" in audit("--dask=tls://127.0.0.1:1").err


@pytest.mark.usefixtures("workers")
def test_other_versions_are_refused(scheduler: str, audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_session_expiry.audit import dask_client

    here = {**versions.versions(), "libcst": "0.1"}
    monkeypatch.setattr(dask_client, "_here", lambda: here)
    done = audit(f"--dask={scheduler}")
    assert done.code == 2 and "--dask: the scheduler has other versions: libcst " in done.err
    assert "(here 0.1)" in done.err


class _LostClient:
    """A client whose connections break in each question, while its status still says that it runs."""

    status = "running"

    def _broken(self, *_arguments: object, **_options: object) -> object:
        from distributed.comm.core import CommClosedError

        raise CommClosedError("in <TCP (closed) ConnectionPool.gather>: ConnectionResetError: [Errno 104]")

    close = nthreads = run = run_on_scheduler = submit = wait_for_workers = _broken


@pytest.mark.parametrize("question", ["_wait_for_a_worker", "_compare_versions", "_look_at_workers", "give", "_reply"])
def test_a_connection_that_breaks_in_any_question_is_an_error(question: str) -> None:
    """A result is fetched over a connection of its own, which may break before the client knows of it."""
    workers = Dask("tcp://scheduler:8786", 1.0)
    workers._client = _LostClient()
    future = SimpleNamespace(status="finished", key="1", result=_LostClient()._broken)
    arguments: dict[str, list[object]] = {"give": [ProjectRequest(".")], "_reply": [future]}
    with pytest.raises(ConfigurationError) as caught:
        getattr(workers, question)(*arguments.get(question, []))
    assert str(caught.value) == (
        "--dask: the scheduler at tcp://scheduler:8786 is gone; with --store the same command goes on where it was"
    )
    workers.__exit__(None, None, None)  # and closing says nothing


def test_the_end_of_the_scheduler_is_an_error(start: Start, tmp_path: Path, project: MakeProject) -> None:
    """The command ends, and what was done is stored."""
    place = tmp_path / "scheduler.json"
    process = start("dask_scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard", f"--scheduler-file={place}")
    deadline = time.monotonic() + LONG
    while not place.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.5)
    address = json.loads(place.read_text(encoding="utf-8"))["address"]
    start("dask_worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard", "--host=127.0.0.1")
    for number in range(30):
        project(f"p{number}")
    command = [sys.executable, "-m", "flake8_session_expiry", "audit", f"--dask={address}", "--store=a.db", "."]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as audit:
        while not _stored("a.db"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.kill()
        _, err = audit.communicate(timeout=LONG)
    assert audit.returncode == 2 and "error: --dask: " in err and "Traceback" not in err
    assert 0 < _stored("a.db") < 30


def _stored(path: str) -> int:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("SELECT count(*) FROM run_project").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_without_dask(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = audit("--dask=tcp://127.0.0.1:1")
    assert done.code == 2
    assert done.err.endswith("--dask: Dask is not installed here: pip install 'flake8-session-expiry[dask]'\n")
    assert Reply.of(lost("why")).kind is ReplyKind.LOST

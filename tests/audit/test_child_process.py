"""The process that makes results: projects that kill it, or that never end, take nothing else with them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_session_expiry.audit import child_process
from flake8_session_expiry.audit.child_process import (
    OtherVersions,
    ProcessDied,
    ProjectProcess,
    TookTooLong,
    made_by,
    made_on_a_worker,
)
from flake8_session_expiry.audit.requests import ProjectRequest, Reply, ReplyKind
from flake8_session_expiry.audit.versions import versions
from tests.audit.conftest import MakeProject

LONG = 60.0


@pytest.fixture
def process() -> Iterator[ProjectProcess]:
    """One that is ended after the test."""
    made = ProjectProcess()
    yield made
    made.close()
    made.end()


def number(process: ProjectProcess) -> int:
    """Its process number, once it runs."""
    deadline = time.monotonic() + LONG
    while process._process is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process._process.pid


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request takes for ever."""
    program = "import sys, time\nfor line in sys.stdin: time.sleep(1000)"
    own = subprocess.Popen

    def started(command: list[str], **others: object) -> object:
        return own([sys.executable, "-c", program], **others)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", started)


def test_one_process_answers_many_requests(process: ProjectProcess, project: MakeProject) -> None:
    folders = [str(project(name)) for name in ("a", "b")]
    replies = [Reply.of(process.reply(ProjectRequest(folder).line(), LONG)) for folder in folders]
    before = number(process)
    assert [each.kind for each in replies] == [ReplyKind.DONE] * 2
    assert replies[0].document == replies[1].document and replies[0].document["modules"]
    process.reply(ProjectRequest(folders[0]).line(), LONG)
    assert number(process) == before


def test_it_is_started_again_after_its_end(process: ProjectProcess, project: MakeProject) -> None:
    request = ProjectRequest(str(project("a"))).line()
    process.reply(request, LONG)
    first = number(process)
    os.kill(first, signal.SIGKILL)
    assert process._process is not None
    process._process.wait()
    assert Reply.of(process.reply(request, LONG)).kind is ReplyKind.DONE
    assert number(process) != first


def test_one_that_takes_too_long_is_killed(process: ProjectProcess, endless: None) -> None:
    with pytest.raises(TookTooLong, match=r"^it took longer than 0\.5 seconds$"):
        process.reply("x", 0.5)
    reply = Reply.of(made_by(process, "x", 0.5))
    assert (reply.kind, reply.known) == (ReplyKind.LOST, None)
    assert reply.document["problems"] == [
        ".: was given up: it took longer than 0.5 seconds; --timeout sets how long that may be"
    ]


def test_a_project_whose_process_dies_is_tried_twice(
    process: ProjectProcess, monkeypatch: pytest.MonkeyPatch, project: MakeProject
) -> None:
    tries: list[int] = []

    def dying(self: ProjectProcess, request: str, seconds: float) -> str:
        tries.append(1)
        raise ProcessDied("its process was ended by SIGSEGV")

    monkeypatch.setattr(ProjectProcess, "reply", dying)
    reply = Reply.of(made_by(process, "x", LONG))
    assert len(tries) == 2 and reply.kind is ReplyKind.LOST
    assert reply.document["problems"] == [".: was given up: tried 2 times: its process was ended by SIGSEGV"]


def test_a_process_that_dies_once_does_no_harm(process: ProjectProcess, project: MakeProject) -> None:
    """Killed from outside while it works: the second try has the result."""
    request = ProjectRequest(str(project("a"))).line()
    killer = threading.Thread(target=lambda: os.kill(number(process), signal.SIGKILL))
    killer.start()
    reply = Reply.of(made_by(process, request, LONG))
    killer.join()
    assert reply.kind is ReplyKind.DONE and reply.document["modules"]


@pytest.mark.parametrize(
    ("program", "how"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its process was ended by SIGKILL"),
        ("import sys; sys.exit(3)", "its process ended with the exit code 3"),
        ("print('half', end='', flush=True)", "its process ended with the exit code 0"),
    ],
)
def test_how_it_died(process: ProjectProcess, monkeypatch: pytest.MonkeyPatch, program: str, how: str) -> None:
    own = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **others: own([sys.executable, "-c", program], **others))
    with pytest.raises(ProcessDied, match=f"^{how}$"):
        process.reply("x", LONG)


def test_a_closed_one_is_not_started_again(process: ProjectProcess, endless: None) -> None:
    found: list[BaseException] = []

    def wait() -> None:
        try:
            made_by(process, "x", LONG)
        except ProcessDied as error:
            found.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    number(process)
    process.close()
    thread.join(LONG)
    assert not thread.is_alive() and len(found) == 1
    with pytest.raises(ProcessDied, match="closed"):
        process.reply("x", LONG)


def test_each_thread_of_a_worker_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[ProjectProcess] = []
    monkeypatch.setattr(child_process, "made_by", lambda process, request, seconds: used.append(process))
    threads = [threading.Thread(target=made_on_a_worker, args=("x", LONG, versions())) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()
    made_on_a_worker("x", LONG, versions())
    made_on_a_worker("x", LONG, versions())
    assert len({id(each) for each in used}) == 3 and used[2] is used[3]


def test_a_worker_with_other_versions_makes_nothing() -> None:
    with pytest.raises(OtherVersions, match=r"^libcst .* \(here 0\.1\)$"):
        made_on_a_worker("x", LONG, {**versions(), "libcst": "0.1"})


def test_it_ends_with_the_one_that_started_it(project: MakeProject, tmp_path: Path) -> None:
    """Also in the middle of a project: nothing of it is left, whatever killed the other one."""
    program = (
        "import sys, os\n"
        "from flake8_session_expiry.audit.child_process import ProjectProcess\n"
        "from flake8_session_expiry.audit.requests import ProjectRequest\n"
        "process = ProjectProcess()\n"
        "process.reply(ProjectRequest(sys.argv[1]).line(), 60)\n"
        "print(process._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(project("a"))], stdout=subprocess.PIPE, text=True, check=False
    )
    deadline = time.monotonic() + LONG
    while Path(f"/proc/{int(done.stdout)}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_is_printed_does_not_get_between_the_replies(project: MakeProject) -> None:
    program = (
        "import sys, flake8_session_expiry.audit.project_result as result\n"
        "own = result.result_of\n"
        "def loud(request): print('LOUD'); return own(request)\n"
        "result.result_of = loud\n"
        "from flake8_session_expiry.audit.child_loop import main\n"
        "main()\n"
    )
    request = ProjectRequest(str(project("a"))).line()
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as loop:
        assert loop.stdin is not None and loop.stdout is not None
        loop.stdin.write(request.encode() + b"\n")
        loop.stdin.flush()
        assert json.loads(loop.stdout.readline())["kind"] == "done"
        loop.stdin.close()
        assert loop.stdout.read() == b"" and loop.wait() == 0


def test_a_reply_that_nobody_takes_is_no_traceback(project: MakeProject) -> None:
    """The command was killed while this project was looked at."""
    request = ProjectRequest(str(project("a"))).line()
    command = [sys.executable, "-m", "flake8_session_expiry.audit.child_loop"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as loop:
        assert loop.stdin is not None and loop.stdout is not None and loop.stderr is not None
        loop.stdout.close()
        loop.stdin.write(request.encode() + b"\n")
        loop.stdin.flush()
        assert loop.stderr.read() == b"" and loop.wait(LONG) == 0

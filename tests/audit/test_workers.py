"""Replies come as they are made, and not more requests are given than there is room for."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pytest

from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.child_process import ProjectProcess
from flake8_session_expiry.audit.requests import Known, ProjectRequest, Reply, ReplyKind
from flake8_session_expiry.audit.workers import ThisMachine, Workers, here, replies
from tests.audit.conftest import MakeProject


class Counting(Workers):
    """Answers the last request first, and remembers how many waited at most."""

    def __init__(self, room: int) -> None:
        self._room = room
        self.waiting: deque[ProjectRequest] = deque()
        self.most = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Nothing to end."""

    @property
    def room(self) -> int:
        return self._room

    def give(self, request: ProjectRequest) -> None:
        self.waiting.append(request)
        self.most = max(self.most, len(self.waiting))

    def take(self) -> list[tuple[ProjectRequest, Reply]]:
        return [(self.waiting.pop(), Reply(ReplyKind.DONE, {}))]


@pytest.mark.parametrize(("number", "room", "most"), [(0, 3, 0), (2, 3, 2), (50, 3, 3), (5, 1, 1)])
def test_tasks_in_flight_are_bounded(number: int, room: int, most: int) -> None:
    workers = Counting(room)
    asked = 0

    def requests() -> Iterator[ProjectRequest]:
        nonlocal asked
        for folder in range(number):
            asked += 1
            yield ProjectRequest(f"{folder}")

    seen: list[str] = []
    for request, _ in replies(requests(), workers):
        seen.append(request.folder)
        assert asked <= len(seen) + room
    assert sorted(map(int, seen)) == [*range(number)] and workers.most == most


def test_processes_of_this_machine(project: MakeProject) -> None:
    folders = [str(project(f"p{number}", age=number + 1)) for number in range(5)]
    with ThisMachine(2, 60.0) as workers:
        found = {request.folder: reply for request, reply in replies(map(ProjectRequest, folders), workers)}
    ages = [found[folder].document["modules"][0]["lifetimes"][0]["idle"] for folder in folders]
    assert ages == [1, 2, 3, 4, 5]


def test_they_end_at_once_in_the_middle(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting(self: ProjectProcess, request: str, seconds: float) -> str:
        self._running()
        while not self.is_closed:
            time.sleep(0.01)
        raise ProcessDied("closed")

    from flake8_session_expiry.audit.child_process import ProcessDied

    monkeypatch.setattr(ProjectProcess, "reply", waiting)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), ThisMachine(2, 60.0) as workers:
        for number in range(2):
            workers.give(ProjectRequest(f"{number}"))
        started = workers._all
        raise KeyboardInterrupt
    assert threading.active_count() == before
    assert all(each._process is None for each in started)


def test_as_many_processes_as_are_allowed_and_needed() -> None:
    for jobs, projects, number in (("3", 10, 3), ("3", 2, 2), ("0", 10, 1), ("100", 100, 61)):
        assert here(configured([f"--jobs={jobs}"]), projects).room == number
    assert here(configured(["--timeout=5"]), 1)._seconds == 5


def test_requests_and_replies_are_lines() -> None:
    path = os.fsdecode(b"/srv/a\xff\nb")
    for known in (None, Known("f", ("../a", path))):
        request = ProjectRequest(path, ("/srv/x",), ("--isolated",), known)
        assert ProjectRequest.of(request.line()) == request and "\n" not in request.line()
        reply = Reply(ReplyKind.UNCHANGED, {"a": path}, known)
        assert Reply.of(reply.line()) == reply and reply.line().isascii()


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_killed_process_is_replaced(project: MakeProject) -> None:
    folders = [str(project(f"p{number}")) for number in range(6)]
    with ThisMachine(2, 60.0) as workers:
        kinds = []
        for number, (_, reply) in enumerate(replies(map(ProjectRequest, folders), workers)):
            kinds.append(reply.kind)
            if number == 0:  # what is killed twice is given up
                for process in workers._all:
                    if process._process is not None:
                        os.kill(process._process.pid, signal.SIGKILL)
    assert kinds == [ReplyKind.DONE] * 6

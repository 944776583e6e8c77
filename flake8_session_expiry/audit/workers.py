"""
Where results are made, so many at once: by processes of this machine here, by the workers of Dask in ``dask_client``.
"""

from __future__ import annotations

import os
import queue
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Final, Self

from flake8_session_expiry import interruption
from flake8_session_expiry.audit.child_process import ProjectProcess, made_by
from flake8_session_expiry.audit.requests import ProjectRequest, Reply
from flake8_session_expiry.configuration.flake8_config import Configuration

_MOST_PROCESSES: Final = 61
_A_MOMENT: Final = 0.5
"""Seconds after which a signal is noticed at the latest, should its exception have been lost."""


class Workers(ABC):
    """``with`` workers: requests are given to them, and replies taken as they come."""

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Without waiting for what is still being made."""

    @property
    @abstractmethod
    def room(self) -> int:
        """How many requests it is given at once: as many as it works on, and some that wait for a free worker."""

    @abstractmethod
    def give(self, request: ProjectRequest) -> None:
        """Have a result made."""

    @abstractmethod
    def take(self) -> list[tuple[ProjectRequest, Reply]]:
        """Wait until there are replies to some of the requests that were given, and return them."""


def replies(requests: Iterable[ProjectRequest], workers: Workers) -> Iterator[tuple[ProjectRequest, Reply]]:
    """
    The replies to all requests, as they come. No more requests than there is room for are given at once: so the
    memory that this takes does not grow with their number.
    """
    waiting = iter(requests)
    given = 0
    is_more = True
    while True:
        while is_more and given < workers.room:
            request = next(waiting, None)
            is_more = request is not None
            if request is not None:
                workers.give(request)
                given += 1
        if not given:
            return
        for pair in workers.take():
            given -= 1
            yield pair


class ThisMachine(Workers):
    """Some processes; a thread waits for each of them."""

    def __init__(self, number: int, seconds: float) -> None:
        """``seconds`` is how long a project may take."""
        self._seconds = seconds
        self._all = [ProjectProcess() for _ in range(number)]
        self._idle: queue.SimpleQueue[ProjectProcess] = queue.SimpleQueue()
        for process in self._all:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="project")
        self._given: dict[Future[str], ProjectRequest] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with interruption.postponed():
            for process in self._all:
                process.close()
            self._threads.shutdown(cancel_futures=True)
            for process in self._all:
                process.end()

    @property
    def room(self) -> int:
        return len(self._all)

    def give(self, request: ProjectRequest) -> None:
        self._given[self._threads.submit(self._made, request.line())] = request

    def _made(self, request: str) -> str:
        process = self._idle.get()
        try:
            return made_by(process, request, self._seconds)
        finally:
            self._idle.put(process)

    def take(self) -> list[tuple[ProjectRequest, Reply]]:
        done: set[Future[str]] = set()
        while not done:
            interruption.check()
            done = wait(self._given, _A_MOMENT, FIRST_COMPLETED).done
        return [(self._given.pop(each), Reply.of(each.result())) for each in done]


def here(configuration: Configuration, projects: int) -> ThisMachine:
    """As many processes as ``--jobs`` allows and there are projects for."""
    jobs = configuration.namespace.jobs
    allowed = (os.cpu_count() or 1) if jobs.is_auto else int(jobs.n_jobs)
    return ThisMachine(max(1, min(allowed, _MOST_PROCESSES, projects)), configuration.namespace.timeout)

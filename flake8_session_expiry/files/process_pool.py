"""
Works on many files, in several processes where that saves time. Each process has one file at a time and can be stopped
within it; results come in the order of the files.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Final, Generic, Self

from flake8_session_expiry import interruption
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.files.process_start import own_code_only, see_out, start_resource_tracker
from flake8_session_expiry.files.work import FileWork, Job, ResultT, StageT, collect_after
from flake8_session_expiry.files.worker_process import END, READY, STOP, work

MOST_PROCESSES: Final = 61
"""Windows can wait for 63 handles only, two of which Python needs itself."""
_BYTES_A_PROCESS: Final = 250_000
"""
To start a process and import LibCST in it takes half a second, as long as to check 60 kB of code about sessions. With
four times as much code one more process saves more time than it takes.
"""
_PATIENCE: Final = 30.0
"""
Seconds. A process that does not end within them hangs, or writes to a disk that does not respond; its file is whole
even if it is killed.
"""


@dataclass(eq=False)
class _Worker:
    """A process, our end of the pipe to it, and the number of the file that it works on."""

    process: BaseProcess
    connection: Connection
    job: int | None = None
    is_ready: bool = False


class Results(Generic[StageT, ResultT]):
    """
    The results of ``jobs``, in their order: ``with Results(...) as results``, and iterate.

    The processes end with the block: when an exception (Ctrl-C) leaves it, they are stopped in the middle of their
    files. ``argv`` are the arguments with which ``work`` was configured.
    """

    def __init__(self, work: FileWork[StageT, ResultT], argv: Sequence[str], jobs: Sequence[Job]) -> None:
        self.work = work
        self.argv = argv
        self.jobs = jobs
        self._next = 0
        self._done: dict[int, ResultT] = {}
        self._workers: list[_Worker] = []
        self._is_ending = False

    def __enter__(self) -> Self:
        number = processes(self.work.configuration, [len(job.data) for job in self.jobs])
        try:
            for _ in range(number if number > 1 else 0):
                self._start()
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end(END if error is None else STOP)
        if isinstance(error, KeyboardInterrupt) and (note := self.work.note()) is not None:
            error.add_note(note)

    def __iter__(self) -> Iterator[ResultT]:
        for number in range(len(self.jobs)):
            while number not in self._done:
                interruption.check()
                if self._workers:
                    self._hear_from(wait([worker.connection for worker in self._workers]))
                else:
                    self._do_here(number)
            yield self._done.pop(number)

    # -- in this process -----------------------------------------------------------------------------------------------

    def _do_here(self, number: int) -> None:
        job = self.jobs[number]
        stage = self.work.begin(job)
        with interruption.postponed():
            self._keep(number, self.work.finish(stage))
        collect_after(job.data)

    def _keep(self, number: int, result: ResultT) -> None:
        self._done[number] = result
        self.work.received(result)

    # -- in others -----------------------------------------------------------------------------------------------------

    def _start(self, *, is_replacement: bool = False) -> None:
        """Start one more process, if the system allows it."""
        # A forked process has no threads: it might wait for ever for a lock that the thread with the progress bar
        # holds.
        context = multiprocessing.get_context("spawn") if is_replacement else multiprocessing.get_context()
        with interruption.postponed(), suppress(OSError), ExitStack() as opened:
            ours, theirs = map(opened.enter_context, context.Pipe())
            is_copy = context.get_start_method() == "fork"  # it has all open files, our ends of the pipes, too
            inherited = [*(worker.connection for worker in self._workers), ours] if is_copy else []
            process = context.Process(
                target=work, args=(theirs, inherited, type(self.work), tuple(self.argv)), daemon=True
            )
            if not is_copy and os.name == "posix":
                start_resource_tracker()
            with interruption.withheld(), own_code_only():
                process.start()
            self._workers.append(_Worker(process, ours))
            opened.pop_all()
            theirs.close()

    def _hear_from(self, ready: Sequence[object]) -> None:
        with interruption.postponed():
            for worker in [worker for worker in self._workers if worker.connection in ready]:
                if self._receive(worker):
                    self._give_work(worker)

    def _receive(self, worker: _Worker) -> bool:
        """Receive what a process sends. False if it has ended."""
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._forget(worker)
            return False
        if message == READY:
            worker.is_ready = True
        elif worker.job is not None:
            self._keep(worker.job, message)
            worker.job = None
        return True

    def _give_work(self, worker: _Worker) -> None:
        while self._next in self._done:
            self._next += 1
        try:
            if self._next == len(self.jobs):
                worker.connection.send(END)
                return
            worker.job, self._next = self._next, self._next + 1
            worker.connection.send(self.jobs[worker.job])
        except OSError:
            self._forget(worker)

    def _forget(self, worker: _Worker) -> None:
        """
        A process has ended: by itself, or by its file (out of memory, a crash of the parser); then another one is
        started.
        """
        self._workers.remove(worker)
        worker.connection.close()
        see_out(worker.process, _PATIENCE)
        if worker.job is None:
            return
        self._done[worker.job] = self.work.lost(self.jobs[worker.job].name)
        if not self._is_ending and self._next < len(self.jobs):
            self._start(is_replacement=True)

    def _end(self, message: str) -> None:
        """End all processes and wait for them: a file that is being written is finished, any other one is dropped."""
        with interruption.postponed():
            self._is_ending = True
            for worker in self._workers:
                with suppress(OSError):
                    worker.connection.send(message if worker.is_ready else STOP)
            deadline = time.monotonic() + _PATIENCE
            while self._workers and (left := deadline - time.monotonic()) > 0:
                ready = wait([worker.connection for worker in self._workers], left)
                for worker in [worker for worker in self._workers if worker.connection in ready]:
                    self._receive(worker)
            for worker in self._workers:
                see_out(worker.process, 0)


def processes(configuration: Configuration, sizes: Sequence[int]) -> int:
    """
    In how many processes files of so many bytes are done: not more than ``--jobs``, nor than save time; 0 or 1
    means in this one.
    """
    jobs = configuration.namespace.jobs
    allowed = (os.cpu_count() or 1) if jobs.is_auto else int(jobs.n_jobs)
    return min(allowed, MOST_PROCESSES, len(sizes), sum(sizes) // _BYTES_A_PROCESS)

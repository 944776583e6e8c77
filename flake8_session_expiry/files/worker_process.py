"""
One of several processes: it gets files, one by one, from the process that started it, until there are no more, or that
process stops it or dies.

A thread waits for messages while the main thread works. To stop, it ends the process at once, except while a file is
finished (written) and its result sent: so no file is left half written, none is written without being reported, and no
process remains.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from typing import Final, TypeAlias

from flake8_session_expiry import interruption
from flake8_session_expiry.files.work import FileWork, Job, ResultT, StageT, collect_after

STOP: Final = "stop"
END: Final = "end"
READY: Final = "ready"
Message: TypeAlias = Job | str


def work(
    connection: Connection,
    inherited: Sequence[Connection],
    kind: type[FileWork[StageT, ResultT]],
    argv: Sequence[str],
) -> None:
    """
    What such a process does: work of this kind. The configuration is read again from the command line ``argv``:
    flake8's objects cannot be sent.

    ``inherited`` are ends of pipes of other processes, which are closed: while a copy of one is open, the end of its
    process is not noticed.
    """
    interruption.ignore()
    gc.disable()  # collect_after() does it
    for each in inherited:
        each.close()
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    committing = threading.Lock()
    threading.Thread(target=_listen, args=(connection, jobs, committing), daemon=True).start()
    try:
        own = kind.configured(argv)
    except Exception:  # a configuration file has been changed; the process that started this one read it before
        os._exit(1)
    _send(connection, READY)
    while (job := jobs.get()) is not None:
        stage = own.begin(job)
        with committing:
            _send(connection, own.finish(stage))
        collect_after(job.data)


def _send(connection: Connection, message: object) -> None:
    try:
        connection.send(message)
    except OSError:
        os._exit(1)  # the process that started this one has ended


def _listen(connection: Connection, jobs: queue.SimpleQueue[Job | None], committing: threading.Lock) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    while True:
        message: Message = STOP
        if connection in wait([connection, parent.sentinel]):
            try:
                message = connection.recv()
            except (EOFError, OSError):
                message = STOP
        if message == STOP:
            with committing:
                os._exit(1)
        jobs.put(None if isinstance(message, str) else message)

"""
Asks the process that checks, without waiting for it: questions are answered one after the other, while the server goes
on reading what the editor sends. A process that crashes or hangs is replaced; the question that did it gets an error.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, cast

from flake8_session_expiry import interruption
from flake8_session_expiry.files.process_start import own_code_only, see_out, start_resource_tracker
from flake8_session_expiry.language_server.check_process import Answered, NotConfigured, answer_questions
from flake8_session_expiry.language_server.questions import AnswerT, Question

PATIENCE: Final = 30.0
"""Seconds. The largest file that is checked at all takes less."""


class NoAnswer(Exception):
    """There is no answer; the text is one line, ``details`` is for the log."""

    def __init__(self, reason: str, details: str = "") -> None:
        super().__init__(reason)
        self.details = details


class RefusedByConfiguration(NoAnswer):
    """A configuration file, or an option of the editor, has to be repaired first."""


class Checker:
    """The process, started when it is needed."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._closed = threading.Event()
        # One thread: so there is one question at a time, and those that wait are answered in their order.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checker")

    async def ask(self, question: Question[AnswerT]) -> AnswerT:
        """
        The answer. Raises NoAnswer.

        Where the task is cancelled that waits for it, a question that is not sent yet is never sent; the answer of one
        that is, is dropped.
        """
        loop = asyncio.get_running_loop()
        return cast(AnswerT, await loop.run_in_executor(self._thread, self._exchange, question))

    def close(self) -> None:
        """End the process at once: it writes nothing."""
        self._closed.set()
        if self._process is not None:
            self._process.kill()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _exchange(self, question: Question[object]) -> object:
        connection = self._started()
        try:
            connection.send(question)
            if not connection.poll(self.patience):
                self._replace()
                raise NoAnswer(f"it took longer than {self.patience:.0f} seconds")
            reply = connection.recv()
        except (EOFError, OSError) as error:
            self._replace()
            raise NoAnswer("the process that checks has crashed", repr(error)) from error
        if isinstance(reply, Answered):
            return reply.value
        if isinstance(reply, NotConfigured):
            raise RefusedByConfiguration(reply.reason)
        raise NoAnswer("this is a bug of flake8-session-expiry: please report it", reply.traceback)

    def _started(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._replace()
        if self._closed.is_set():
            raise NoAnswer("the server is ending")
        # "spawn" in all systems: a copy of this process would have its threads' locks, and the editor's connection.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        if os.name == "posix":
            start_resource_tracker()
        process = context.Process(target=answer_questions, args=(theirs,), daemon=True)
        with interruption.withheld(), own_code_only():
            process.start()
        theirs.close()
        self._process, self._connection = process, ours
        if self._closed.is_set():  # close() has not seen this process, and Python would wait for it at its end
            process.kill()
            raise NoAnswer("the server is ending")
        return ours

    def _replace(self) -> None:
        """Forget the process, so that the next question starts another one."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        if self._process is not None:
            see_out(self._process, 0)
        self._process = self._connection = None

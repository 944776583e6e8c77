"""
Makes the result of a project in another process, which a project may kill without harm: by the memory that it needs, by
a crash of the parser. Each thread that asks has a process of its own, for all its projects.

The same function runs on this machine and on the workers of Dask: there too, a project ends this process and not the
worker.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from flake8_session_expiry import interruption
from flake8_session_expiry.audit.requests import Reply, ReplyKind, empty_document
from flake8_session_expiry.audit.versions import differences, versions

_TRIES: Final = 2
_MODULE: Final = "flake8_session_expiry.audit.child_loop"


class ProcessDied(Exception):
    """The process ended before its reply; the text says how."""


class TookTooLong(Exception):
    """The process was killed because there was no reply in time."""


class ProjectProcess:
    """One process; it is started when it is needed, and again after its end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.is_closed = False

    def reply(self, request: str, seconds: float) -> str:
        """The line that answers a line. Raises ProcessDied, and TookTooLong after so many seconds."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        watch = _Watch(process, seconds)
        with watch:
            line = b""
            with suppress(OSError):  # a pipe to a process that has ended
                process.stdin.write(request.encode("ascii") + b"\n")
                process.stdin.flush()
                line = process.stdout.readline()
        if line.endswith(b"\n"):
            return line.decode("ascii").rstrip("\n")
        self.end()
        if watch.is_over:
            raise TookTooLong(f"it took longer than {seconds:g} seconds")
        raise ProcessDied(_how(process.returncode))

    def _running(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.is_closed:
                raise ProcessDied("it is closed")
            if self._process is None or self._process.poll() is not None:
                self._process = _started()
            return self._process

    def close(self) -> None:
        """End it for good; a thread that waits for its reply gets ProcessDied."""
        with self._lock:
            self.is_closed = True
            if self._process is not None:
                self._process.kill()

    def end(self) -> None:
        """Kill it, in the middle of a project or not: it writes nothing but its replies."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    assert pipe is not None
                    pipe.close()


class _Watch:
    """Kills a process that has not answered in time, when the block is not left before."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.is_over = False
        self._process = process
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self.is_over = True
        self._process.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()


def _started() -> subprocess.Popen[bytes]:
    # With "-P" no module is imported from the current folder, which may be that of a project. The order of sets is the
    # same in all these processes, should anything depend on it.
    command = [sys.executable, "-P", "-W", "ignore", "-m", _MODULE]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with interruption.withheld():
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _how(code: int) -> str:
    if code >= 0:
        return f"its process ended with the exit code {code}"
    with suppress(ValueError):
        return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process was ended by the signal {-code}"


def made_by(process: ProjectProcess, request: str, seconds: float) -> str:
    """
    The reply to a request (lines of ``requests``). A project whose process dies is tried once more, one that takes
    longer than so many seconds is not; the reply says so, and is not kept. Raises ProcessDied where the process is
    closed.
    """
    why = ""
    for _ in range(_TRIES):
        try:
            return process.reply(request, seconds)
        except TookTooLong as error:
            return lost(f"{error}; --timeout sets how long that may be")
        except ProcessDied as error:
            if process.is_closed:
                raise
            why = str(error)
    return lost(f"tried {_TRIES} times: {why}")


def lost(why: str) -> str:
    """The reply for a project that has no result."""
    return Reply(ReplyKind.LOST, empty_document(f".: was given up: {why}")).line()


class _OfThisThread(threading.local):
    def __init__(self) -> None:
        self.process = ProjectProcess()


_here = _OfThisThread()


class OtherVersions(Exception):
    """This machine would make other results than the one that asks; the text says in what they differ."""


def made_on_a_worker(request: str, seconds: float, theirs: Mapping[str, str]) -> str:
    """
    ``made_by`` a process of the current thread: what a worker of Dask is given to do, with the versions of the machine
    that asks. Raises OtherVersions: a worker may have come after they were compared.
    """
    if differing := differences(versions(), theirs):
        raise OtherVersions(", ".join(differing))
    return made_by(_here.process, request, seconds)

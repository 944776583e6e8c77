"""Commands on a terminal of their own, as a person runs them: Ctrl-C reaches every process of theirs."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

# A shell in the background, in which the tests may run, has Ctrl-C ignored by all that it starts.
_ON_A_TERMINAL = (
    "import fcntl, os, signal, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_DFL)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
CTRL_C = b"\x03"


class Terminal:
    """
    A pseudo-terminal with one command on it: ``with Terminal([...], ...) as terminal``. Nothing of it is left
    afterwards.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.seen = b""
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ON_A_TERMINAL, *command],
            cwd=folder,
            env=dict(environment),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes():
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def read(self, seconds: float) -> bool:
        """
        Take what is printed within so many seconds, if anything. False once the last process with this terminal has
        ended.
        """
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux ends a terminal so
            data = b""
        self.seen += data
        return bool(data)

    def read_until(self, text: bytes, number: int, deadline: float) -> None:
        """
        Wait until a text was printed so often. Fails at the deadline (``time.monotonic()``), or where the command ends
        before.
        """
        while self.seen.count(text) < number:
            assert time.monotonic() < deadline and self.read(1.0), self.seen

    def press(self, key: bytes) -> None:
        """As on a keyboard."""
        os.write(self._master, key)

    def wait(self, deadline: float) -> int:
        """The exit code of the command, when it and all processes that it started have ended. Fails at the deadline."""
        while self.process.poll() is None or self.processes():
            assert time.monotonic() < deadline, (self.processes(), self.seen)
            self.read(0.05)
        while self.read(0.05):
            if not select.select([self._master], [], [], 0)[0]:
                break
        return self.process.returncode

    def processes(self) -> list[int]:
        """What still runs of what this command started: all that is in its session, zombies aside."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                with contextlib.suppress(OSError):
                    state, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
                    if int(rest[2]) == self.process.pid and state != "Z":
                        found.append(int(folder.name))
        return found

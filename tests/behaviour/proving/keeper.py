"""
Runs one server until the process that started this one has ended: ``python keeper.py FOLDER USER GROUP COMMAND…``.

USER and GROUP are numbers, or empty for those of the caller. Standard input is a pipe that nobody writes to: when it
ends, because the tests have ended, failed or been killed, the server is ended and the folder is removed.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from typing import Any


def main(folder: str, user: str, group: str, *command: str) -> None:
    """Start the server, wait for the end of the pipe, end the server. If it ends by itself, so does this."""
    other: dict[str, Any] = {"user": int(user), "group": int(group), "extra_groups": []} if user else {}
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, **other)
    nobody_is_left = threading.Event()

    def end_with_the_pipe() -> None:
        sys.stdin.buffer.read()
        nobody_is_left.set()
        server.send_signal(signal.SIGINT)  # PostgreSQL then does not wait for clients; Redis ends, too
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()

    threading.Thread(target=end_with_the_pipe, daemon=True).start()
    server.wait()
    if nobody_is_left.is_set():
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

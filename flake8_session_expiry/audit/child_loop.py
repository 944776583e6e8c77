"""
The process in which results are made, one after the other: it reads requests from standard input and writes replies to
standard output, each one line of JSON. It ends when its input is closed: the process that started it is gone.

    python -P -m flake8_session_expiry.audit.child_loop
"""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
from typing import BinaryIO

from flake8_session_expiry import interruption


def main() -> None:
    """Until the input ends."""
    interruption.ignore()  # Ctrl-C reaches all processes of a terminal; the one that started this one ends it
    gc.disable()  # collect_after() does it
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that is printed gets between the replies
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    from flake8_session_expiry.audit.project_result import result_of
    from flake8_session_expiry.audit.requests import ProjectRequest

    is_first = True
    while True:
        reply = result_of(ProjectRequest.of(requests.get()))
        try:
            replies.write(reply.line().encode("ascii") + b"\n")
            replies.flush()
        except OSError:  # nobody reads it: the process that asked was killed
            os._exit(0)
        del reply
        gc.collect()  # the memory does not grow with the number of projects
        if is_first:  # what is there now are mostly modules, which later collections need not look at
            gc.freeze()
            is_first = False


def _listen(source: BinaryIO, requests: queue.SimpleQueue[str]) -> None:
    """In a thread, so that the process ends in the middle of a project, too."""
    for line in source:
        requests.put(line.decode("ascii"))
    os._exit(0)


if __name__ == "__main__":
    main()

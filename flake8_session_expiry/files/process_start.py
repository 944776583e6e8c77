"""How processes are started and ended that run our own code only, whatever is in the current folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from flake8_session_expiry import interruption


def see_out(process: BaseProcess, patience: float) -> None:
    """Wait so many seconds for the end of a process; then kill it."""
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()


def start_resource_tracker() -> None:
    """
    Start the process in which Python keeps a list of semaphores and the like, if there is none yet.

    Else the first ``Process.start()`` of the method "spawn" does it, and its ``ensure_running()`` ends with
    ``pthread_sigmask(SIG_UNBLOCK, {SIGINT, SIGTERM})``, whatever was withheld before (Python 3.11 to 3.14): the process
    that is started then got Ctrl-C while it imported its modules, and printed a traceback.
    https://github.com/python/cpython/blob/3.11/Lib/multiprocessing/resource_tracker.py
    """
    from multiprocessing.resource_tracker import ensure_running

    with interruption.withheld(), own_code_only():
        ensure_running()


@contextmanager
def own_code_only() -> Iterator[None]:
    """
    While this lasts, a Python that is started does not import modules from the current folder, as ``python -c`` does:
    those are the user's.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTHONSAFEPATH"]
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before

"""How a command of ours meets the terminal that it runs in: any file name can be printed, and it ends quietly when nobody listens any more."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable


def run(command: Callable[[], int]) -> int:
    """The exit code of a command: its own, 2 where whoever read its output has gone, 130 where the user has had enough."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name may be anything
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130

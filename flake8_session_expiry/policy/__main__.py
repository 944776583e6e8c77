"""``python -m flake8_session_expiry.policy [settings ...]``, also installed as ``flake8-session-expiry-policy``."""

from __future__ import annotations

import io
import os
import sys


def main() -> int:
    """Run, and end quietly where whoever reads our output has had enough, or the user has."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name may be anything
            stream.reconfigure(errors="backslashreplace")
    try:
        from flake8_session_expiry.policy.cli import main as run

        code = run()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())

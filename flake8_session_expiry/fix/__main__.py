"""``python -m flake8_session_expiry.fix [paths ...]``, also installed as ``flake8-session-expiry-fix``."""

from __future__ import annotations

if __name__ == "__main__":
    from flake8_session_expiry.import_path import leave_working_folder

    leave_working_folder()

import sys

from flake8_session_expiry.console import run, start_lightly


def main() -> int:
    """Run the fixer; returns the exit code."""
    start_lightly()
    return run(_command)


def _command() -> int:
    from flake8_session_expiry.fix.cli import main as command  # an interrupt during this import too ends quietly

    return command()


if __name__ == "__main__":
    sys.exit(main())

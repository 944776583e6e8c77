"""``python -m flake8_session_expiry.policy [settings ...]``, also installed as ``flake8-session-expiry-policy``."""

from __future__ import annotations

if __name__ == "__main__":
    from flake8_session_expiry.import_path import leave_working_folder

    leave_working_folder()

import sys

from flake8_session_expiry.console import run


def main() -> int:
    """Make the report; returns the exit code."""
    return run(_command)


def _command() -> int:
    from flake8_session_expiry.policy.cli import main as command  # an interrupt during this import too ends quietly

    return command()


if __name__ == "__main__":
    sys.exit(main())

"""``python -m flake8_session_expiry COMMAND``, also installed as ``flake8-session-expiry``."""

from __future__ import annotations

if __name__ == "__main__":
    from flake8_session_expiry.import_path import leave_working_folder

    leave_working_folder()

import sys

from flake8_session_expiry.commands import main

if __name__ == "__main__":
    sys.exit(main())

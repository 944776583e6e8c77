"""Paths as they are shown and compared."""

from __future__ import annotations

import os


def relative_path(path: str, start: str = os.curdir) -> str:
    """``path`` as seen from ``start``; as it is where no way leads there: Windows has none from one drive to another."""
    try:
        return os.path.relpath(path, start)
    except ValueError:
        return path

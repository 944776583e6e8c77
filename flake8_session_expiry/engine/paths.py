"""Relative paths, as they are shown and compared."""

from __future__ import annotations

import os


def relative_path(path: str, start: str = os.curdir) -> str:
    """``path`` relative to ``start``; unchanged where there is no such path: on Windows, from one drive to another."""
    try:
        return os.path.relpath(path, start)
    except ValueError:
        return path


def file_name(path: str) -> str:
    """The last part of a path, also of one of Windows."""
    return path.replace("\\", "/").rpartition("/")[2]

"""Paths as other programs read them: relative to the current folder, with slashes; and as a URI."""

from __future__ import annotations

import os
from urllib.parse import quote


def report_path(name: str) -> str:
    """``./shop\\views.py`` -> ``shop/views.py``; a path elsewhere stays absolute."""
    path = os.path.normpath(name)
    if os.path.isabs(path):
        try:
            below = os.path.relpath(path)
        except ValueError:  # another drive of Windows
            below = os.pardir
        path = path if below.startswith(os.pardir) else below
    return path.replace(os.sep, "/")


def report_uri(name: str) -> str:
    """The path as a URI reference, relative where the path is; bytes that are no UTF-8 are written as they are."""
    path = report_path(name)
    if os.path.isabs(path):
        return "file://" + ("" if path.startswith("/") else "/") + quote(os.fsencode(path), safe="/:")
    return quote(os.fsencode(path), safe="/")

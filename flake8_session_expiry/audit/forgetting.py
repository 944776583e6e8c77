"""A process that makes the results of many projects forgets each one: its memory stays flat, and no result depends on
the one before."""

from __future__ import annotations

import fnmatch
import sys
from typing import Final

from flake8_session_expiry.settings import effective

_ABOUT_FILES: Final = tuple(f"flake8_session_expiry.{package}." for package in ("project", "settings"))


def forget_projects() -> None:
    """Empty every cache about files: those of ``functools`` in the modules that read projects, and that of settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_ABOUT_FILES):
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()
    effective.forget()
    _forget_patterns()


def _forget_patterns() -> None:
    """
    Those of ``exclude`` have the path of the project in them, 20 for each, and Python keeps 32,768 of them compiled.
    https://github.com/python/cpython/blob/3.11/Lib/fnmatch.py
    """
    clear = getattr(getattr(fnmatch, "_compile_pattern", None), "cache_clear", None)
    if clear is not None:
        clear()

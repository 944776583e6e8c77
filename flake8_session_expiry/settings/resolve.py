"""Where a module of the project lives: ``from .base import *``, ``include("parts/*.py")``, dotted names. Nothing is imported."""

from __future__ import annotations

import ast
import glob
import os
import re
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.engine.source import SourceError, decode

WHOLESALE = re.compile(r"\b(?:globals|locals|vars|exec|execfile|DjangoDynaconf|HookableSettings|__name__)\b")
"""Calls that may set any name of a module."""
_ROOT_MARKS = ("manage.py", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", ".git", ".hg")


@dataclass(frozen=True)
class Stamp:
    """What a file was like when it was read: another stamp means another content. ``mtime`` is None for a file that is not there."""

    path: str
    mtime: int | None
    size: int = 0


def stamp(path: str) -> Stamp:
    """The stamp of a path as it is now."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return Stamp(path, None)
    return Stamp(path, status.st_mtime_ns, status.st_size)


@dataclass(frozen=True, eq=False)
class Parsed:
    """A file's tree. ``wholesale`` is False if nothing in its text could set names that cannot be listed (``globals()`` ...)."""

    tree: ast.Module
    wholesale: bool = True


def parsed(path: str) -> tuple[Stamp, Parsed | None]:
    """The tree of a file as it is now, read and parsed once; None if it cannot be read or Python cannot parse it."""
    now = stamp(path)
    return now, None if now.mtime is None else _parsed(now)


@lru_cache(maxsize=512)
def _parsed(at: Stamp) -> Parsed | None:
    try:
        with open(at.path, "rb") as file:
            text, _ = decode(file.read())
        return Parsed(ast.parse(text.removeprefix("\ufeff")), WHOLESALE.search(text) is not None)
    except (OSError, SourceError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=1024)
def project_root(folder: str) -> str:
    """The nearest folder at or above ``folder`` with a ``manage.py``; without one, with a packaging file or a repository; else itself."""
    marked = None
    current = folder
    while True:
        if os.path.isfile(os.path.join(current, "manage.py")):
            return current
        if marked is None and any(os.path.exists(os.path.join(current, mark)) for mark in _ROOT_MARKS):
            marked = current
        above = os.path.dirname(current)
        if above == current or os.path.exists(os.path.join(current, ".git")):
            return marked or folder
        current = above


def module_file(name: str, level: int, importer: str) -> str | None:
    """
    The file of a module that ``importer`` (a path) imports, or None if it is not one of the project's.

    ``level`` is the number of leading dots. An absolute name is looked for beside the importer and in each folder above, up to the root of
    its project: never in another one.
    """
    here = os.path.dirname(importer)
    root = project_root(here)
    if level:
        for _ in range(level - 1):
            if here == root:
                return None
            here = os.path.dirname(here)
        return _file_in(here, name) if name else _existing(os.path.join(here, "__init__.py"))
    for folder in _search_path(here, root):
        if (found := _file_in(folder, name)) is not None and found != importer:
            return found
    return None


def _search_path(here: str, root: str) -> list[str]:
    folders = [root, os.path.join(root, "src")]
    while here != root and here.startswith(root):
        folders.append(here)
        here = os.path.dirname(here)
    return folders


def _file_in(folder: str, name: str) -> str | None:
    path = os.path.join(folder, *name.split("."))
    # As Python looks for it: a package goes before a module of the same name.
    return _existing(os.path.join(path, "__init__.py")) or _existing(f"{path}.py")


def _existing(path: str) -> str | None:
    return path if os.path.isfile(path) else None


def included_files(pattern: str, importer: str) -> list[str]:
    """The files that ``include("pattern")`` of django-split-settings takes in, in its order."""
    return sorted(glob.glob(os.path.join(os.path.dirname(importer), pattern)))

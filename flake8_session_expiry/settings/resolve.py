"""Where a module of the project lives: ``from .base import *``, ``include("parts/*.py")``, dotted names. Nothing is imported."""

from __future__ import annotations

import ast
import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.engine.source import SourceError, decode

WHOLESALE = re.compile(
    r"\b(?:globals|locals|vars|exec|execfile|_getframe|currentframe|DjangoDynaconf|HookableSettings|__name__)\b"
)
"""Calls that may set any name of a module."""
_LARGEST = 5_000_000
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


def content(at: Stamp, largest: int) -> bytes | None:
    """What a regular file holds; None if it cannot be read or is larger than so many bytes. Another kind (a pipe) is never opened: that may not end."""
    if at.size > largest or not os.path.isfile(at.path):
        return None
    try:
        with open(at.path, "rb") as file:
            return file.read()
    except OSError:
        return None


@dataclass(frozen=True, eq=False)
class Parsed:
    """A file's tree. ``wholesale`` is False if nothing in its text could set names that cannot be listed (``globals()`` ...)."""

    tree: ast.Module
    wholesale: bool = True


def parsed(path: str) -> tuple[Stamp, Parsed | None]:
    """The tree of a file as it is now, read and parsed once; None if it cannot be read or Python cannot parse it."""
    now = stamp(path)
    return now, _parsed(now)


@lru_cache(maxsize=512)
def _parsed(at: Stamp) -> Parsed | None:
    data = content(at, _LARGEST)
    if data is None:
        return None
    try:
        text, _ = decode(data)
        return Parsed(ast.parse(text.removeprefix("\ufeff")), WHOLESALE.search(text) is not None)
    except (SourceError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def project_root(folder: str) -> str:
    """The nearest folder at or above ``folder`` with a ``manage.py``; without one, with a packaging file or a repository; else itself."""
    chain = [folder]
    while (above := os.path.dirname(chain[-1])) != chain[-1]:
        chain.append(above)
    # A file that comes or goes gives its folder another time: a process that goes on for days (an editor's) sees it.
    return _project_root(tuple(stamp(each) for each in chain))


@lru_cache(maxsize=1024)
def _project_root(chain: tuple[Stamp, ...]) -> str:
    marked = None
    for current in (at.path for at in chain):
        if os.path.isfile(os.path.join(current, "manage.py")):
            return current
        if marked is None and any(os.path.exists(os.path.join(current, mark)) for mark in _ROOT_MARKS):
            marked = current
        if os.path.exists(os.path.join(current, ".git")):
            break
    return marked or chain[0].path


def module_file(name: str, level: int, importer: str) -> str | None:
    """
    The file of a module that ``importer`` (a path) imports, or None if it is not one of the project's.

    ``level`` is the number of leading dots. An absolute name is looked for beside the importer and in each folder above, up to the root of
    its project: never in another one.
    """
    return next((path for path in places(name, level, importer) if path != importer and os.path.isfile(path)), None)


def places(name: str, level: int, importer: str) -> Iterator[str]:
    """Every path where ``module_file`` looks, in its order."""
    here = os.path.dirname(importer)
    root = project_root(here)
    if not level:
        for folder in _search_path(here, root):
            yield from _places_in(folder, name)
        return
    for _ in range(level - 1):
        if here == root and not os.path.isfile(os.path.join(here, "__init__.py")):
            return  # a package may reach out of what looks like a project: nothing above it is marked as one
        here = os.path.dirname(here)
    yield from _places_in(here, name)


def _search_path(here: str, root: str) -> list[str]:
    folders = [root, os.path.join(root, "src")]
    while here != root and here.startswith(root):
        folders.append(here)
        here = os.path.dirname(here)
    return folders


def _places_in(folder: str, name: str) -> Iterator[str]:
    if not name:
        yield os.path.join(folder, "__init__.py")
        return
    path = os.path.join(folder, *name.split("."))
    # As Python looks for it: a package goes before a module of the same name.
    yield os.path.join(path, "__init__.py")
    yield f"{path}.py"


def included_files(pattern: str, importer: str) -> list[str]:
    """The files that ``include("pattern")`` of django-split-settings takes in, in its order."""
    return sorted(glob.glob(os.path.join(os.path.dirname(importer), pattern)))

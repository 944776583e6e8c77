"""Files and folders on disk: their content, read again only when they have changed."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.engine.decoding import SourceError, decode
from flake8_session_expiry.engine.recorded_reads import record
from flake8_session_expiry.project.one_moment import asked_once

_LARGEST_MODULE = 5_000_000
_LARGEST_TEXT = 2_000_000


@dataclass(frozen=True)
class Stamp:
    """
    Identifies the content of a path: if the content changes, its stamp does. ``mtime`` is None for a file that does not
    exist.
    """

    path: str
    mtime: int | None
    size: int = 0


@asked_once
def stamp(path: str) -> Stamp:
    """The stamp of a path as it is now."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return Stamp(path, None)
    return Stamp(path, status.st_mtime_ns, status.st_size)


def content(at: Stamp, largest: int) -> bytes | None:
    """
    The content of a regular file; None if it cannot be read or is larger than so many bytes.

    Anything else (a pipe) is not opened: reading it might never end.
    """
    record(at.path)
    if at.size > largest or not os.path.isfile(at.path):
        return None
    try:
        with open(at.path, "rb") as file:
            return file.read()
    except OSError:
        return None


@dataclass(frozen=True, eq=False)
class Parsed:
    """The tree and the text of a file; ``text`` is None where only the tree is known."""

    tree: ast.Module
    text: str | None = None


def parsed(path: str) -> tuple[Stamp, Parsed | None]:
    """The tree of a file as it is now, read and parsed once; None if it cannot be read or Python cannot parse it."""
    now = stamp(path)
    return now, _parsed(now)


@lru_cache(maxsize=512)
def _parsed(at: Stamp) -> Parsed | None:
    data = content(at, _LARGEST_MODULE)
    if data is None:
        return None
    try:
        code = decode(data)[0].removeprefix("\ufeff")
        return Parsed(ast.parse(code), code)
    except (SourceError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_text(path: str) -> str:
    """A text file as it is now, with line feeds as line ends; empty if it cannot be read."""
    return _text(stamp(path))


@lru_cache(maxsize=512)
def _text(at: Stamp) -> str:
    found = (content(at, _LARGEST_TEXT) or b"").decode("utf-8", errors="replace")
    return found.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Listing:
    """
    The paths in a folder, sorted: its files, and its folders without symbolic links and those whose name begins with a
    dot.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def listing(at: Stamp) -> Listing:
    """The paths in a folder. When a file is added or removed, the folder gets another stamp."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(at.path) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    files.append(entry.path)
                elif not entry.name.startswith("."):
                    folders.append(entry.path)
    except OSError:
        pass
    return Listing(tuple(sorted(files)), tuple(sorted(folders)))

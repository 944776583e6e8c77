"""
Writes a file whole or not at all: after a kill at any moment it is the old or the new one, after an error the old one,
with no other file beside it.

Ctrl-C and SIGTERM take effect when the file is written. A temporary file that a kill leaves is removed by a later run.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator
from functools import cache
from typing import Final

from flake8_session_expiry.interruption import postponed

_PREFIX: Final = ".session-expiry-fix-"
_SUFFIX: Final = ".tmp"
_TEMPORARY: Final = re.compile(rf"{re.escape(_PREFIX)}[a-z0-9_]{{8}}{re.escape(_SUFFIX)}")
_A_DAY: Final = 24 * 60 * 60  # seconds; another fixer may be writing a younger one


class WriteError(Exception):
    """A file was not written; the text is the reason, in one line."""


def write(path: str, old: bytes, new: bytes) -> None:
    """
    Put ``new`` in the place of ``old``, which is what was read from ``path``; symbolic links are followed.

    The mode stays, and, if the system allows it, the owner and (on Linux) the extended attributes, among them access
    control lists. Raises WriteError and leaves the file as it was: where its content is not ``old`` any more, where it
    is read-only or has several names (hard links), where writing fails.
    """
    try:
        target = os.path.realpath(path)
        before = os.stat(target)
        if not stat.S_ISREG(before.st_mode):
            raise WriteError("is not a regular file")
        if not before.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
            raise WriteError("is read-only")
        _refuse_several_names(before)
        _replace(target, before, old, new)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error


def refuse_what_is_never_written(path: str) -> None:
    """
    Raise WriteError for a file that ``write`` leaves alone, whichever user runs it.

    A read-only file is none of these: another user or machine, which applies what ``--check`` reports, may write it.
    """
    try:
        _refuse_several_names(os.stat(path))
    except OSError as error:
        raise WriteError(f"cannot be read: {error.strerror or error}") from error


def _refuse_several_names(found: os.stat_result) -> None:
    """Raise WriteError for hard links: only to write over the old file would keep them, and a kill could leave half."""
    if found.st_nlink > 1:
        raise WriteError(
            f"has {found.st_nlink} names (hard links), which a repair would separate; nothing was changed: put a"
            " copy in its place first"
        )


def write_whole(path: str, data: bytes) -> None:
    """
    Write ``data`` to ``path``, whatever was there before; a new file gets its mode by the user's umask.

    Raises WriteError, as ``write`` does.
    """
    try:
        if os.path.lexists(path):
            old = b""
            if stat.S_ISREG(os.stat(path).st_mode):  # to open a pipe might wait for ever; ``write`` refuses it
                with open(path, "rb") as file:
                    old = file.read()
            write(path, old, data)
        else:
            _create(os.path.abspath(path), data)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error


def _create(target: str, data: bytes) -> None:
    with _temporary(target, data) as temporary:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)


def _replace(target: str, before: os.stat_result, old: bytes, new: bytes) -> None:
    with _temporary(target, new) as temporary:
        for owner, group in ((-1, before.st_gid), (before.st_uid, -1)):
            with contextlib.suppress(OSError, AttributeError):  # only root may give a file away; Windows has no owners
                os.chown(temporary, owner, group)
        os.chmod(temporary, stat.S_IMODE(before.st_mode))
        _copy_attributes(target, temporary)
        with open(target, "rb") as current:
            if current.read() != old:
                raise WriteError("was changed by somebody else in the meantime; run again")


@contextlib.contextmanager
def _temporary(target: str, data: bytes) -> Iterator[str]:
    """A file beside ``target`` with ``data``, which takes its place at the end; signals take effect after that."""
    import tempfile

    folder = os.path.dirname(target)
    with postponed():
        remove_stale(folder)
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise


def _copy_attributes(source: str, copy: str) -> None:
    """
    Copy the extended attributes, where Python has functions for them (Linux) and the file system has them; some only
    root may set.
    """
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(source):
            with contextlib.suppress(OSError):
                os.setxattr(copy, name, os.getxattr(source, name))


@cache
def remove_stale(folder: str) -> None:
    """
    Remove temporary files that killed fixers have left in a folder; once in each folder that is written to.

    Only regular files with exactly such a name that have not been written to for a day.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_if_stale(entry.path)


def _remove_if_stale(path: str) -> None:
    found = os.lstat(path)
    is_ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    if stat.S_ISREG(found.st_mode) and is_ours and time.time() - found.st_mtime > _A_DAY:
        os.unlink(path)

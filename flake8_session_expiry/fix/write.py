"""
Writes a file whole or not at all: a kill at any moment leaves the old or the new one, every failure the old one and nothing beside it.

What can be stopped (Ctrl-C, SIGTERM) is stopped when the file is written.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from flake8_session_expiry.interruption import postponed


class WriteError(Exception):
    """A file that was not written; the text says why, in one line."""


def write(path: str, old: bytes, new: bytes) -> None:
    """
    Put ``new`` in the place of ``old``, which is what was read from ``path``; symbolic links are followed, the mode stays.

    Raises WriteError, the file being what it was: where it is something else by now, where it is read-only, where writing fails.
    """
    try:
        target = os.path.realpath(path)
        before = os.stat(target)
        if not stat.S_ISREG(before.st_mode):
            raise WriteError("is not a regular file")
        if not before.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
            raise WriteError("is read-only")
        with postponed():
            _replace(target, before, old, new)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error


def write_whole(path: str, data: bytes) -> None:
    """
    Make ``path`` hold ``data``, whatever it held before; a new file gets the mode that the user's umask gives.

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
            with postponed():
                _create(os.path.abspath(path), data)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error


def _create(target: str, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".session-expiry-fix-", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _replace(target: str, before: os.stat_result, old: bytes, new: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".session-expiry-fix-", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError, AttributeError):  # only root may give a file away; Windows has no owners
            os.chown(temporary, before.st_uid, before.st_gid)
        os.chmod(temporary, stat.S_IMODE(before.st_mode))
        with open(target, "rb") as current:
            if current.read() != old:
                raise WriteError("was changed by somebody else in the meantime; run again")
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise

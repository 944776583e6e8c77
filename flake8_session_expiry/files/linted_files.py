"""Which files are checked, and how one is read."""

from __future__ import annotations

import argparse
import errno
import os
import stat
import sys
from collections.abc import Callable, Sequence
from typing import Final

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.engine.recorded_reads import record

STDIN = "-"
_AT_ONCE = 1 << 20
IS_PIPE = "is a pipe"
MOST_BYTES: Final = 200_000_000
"""
A longer file is not read: it would take that much memory only to be refused, as one of a megabyte is
(``engine/size_limits``).
"""
_STDIN_NAMES = frozenset({"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})


def given(configuration: Configuration) -> list[str]:
    """
    The paths of the command line and of ``--files-from``; ``-`` (or ``/dev/stdin``) alone is standard input. Raises
    ConfigurationError.
    """
    namespace = configuration.namespace
    paths = [*namespace.filenames, *paths_listed(namespace.files_from)]
    paths = [STDIN if path in _STDIN_NAMES else path for path in paths]
    if STDIN in paths and (len(paths) > 1 or namespace.files_from is not None):
        raise ConfigurationError("'-' (standard input) cannot be combined with other paths")
    return paths


def add_file_arguments(group: argparse._ArgumentGroup) -> None:
    """Add the options of a command that looks at files, beside those of flake8."""
    group.add_argument(
        "--stdin-filename", dest="stdin_display_name", metavar="NAME", help="The name of the file that '-' reads."
    )
    group.add_argument(
        "--traceback", action="store_true", help="Show where flake8-session-expiry itself fails, to report it."
    )
    group.add_argument(
        "--files-from", metavar="FILE", help="Read paths from FILE ('-': standard input), one a line or NUL separated."
    )


def names(configuration: Configuration, paths: Sequence[str], unreadable: Callable[[OSError], None]) -> list[str]:
    """
    Every file to check of those that are ``given``, once, sorted by name as flake8 sorts its report; ``-`` is standard
    input.

    ``unreadable`` is called with the error of each folder that cannot be listed.
    """
    if not paths and configuration.namespace.files_from is not None:  # an empty list means no files, not all of them
        return []
    return sorted(set(configuration.files(paths, unreadable)))


def paths_listed(source: str | None, option: str = "--files-from") -> list[str]:
    """The paths in the file of an option, one a line or separated by NUL; ``-`` is standard input. Raises
    ConfigurationError."""
    if source is None:
        return []
    try:
        if source == STDIN:
            data = sys.stdin.buffer.read()
        else:
            with open(source, "rb") as file:
                data = file.read()
    except OSError as error:
        raise ConfigurationError(f"{option}: {source}: {error.strerror}") from error
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(line) for line in lines if line]


def read(name: str) -> bytes:
    """The bytes of one file. Raises OSError."""
    if name == STDIN:
        return sys.stdin.buffer.read()
    record(name)
    about = os.stat(name)
    kind = about.st_mode
    if not stat.S_ISREG(kind):  # a pipe may never end, nor can it be written
        words = "is a folder" if stat.S_ISDIR(kind) else IS_PIPE if stat.S_ISFIFO(kind) else "is not a regular file"
        raise OSError(errno.EINVAL, words)
    if about.st_size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {MOST_BYTES:,} bytes")
    # As open() and read(), in half of their time: they ask the system for more than is needed of a file of code.
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = [os.read(handle, about.st_size + 1)]
        if len(parts[0]) != about.st_size:  # it has changed, or more is read than fits into one call
            while parts[-1]:
                parts.append(os.read(handle, _AT_ONCE))
        return b"".join(parts)
    finally:
        os.close(handle)


def display_name(configuration: Configuration, name: str) -> str:
    """The name of a file in messages: its path, or ``--stdin-display-name``."""
    return str(configuration.namespace.stdin_display_name) if name == STDIN else name

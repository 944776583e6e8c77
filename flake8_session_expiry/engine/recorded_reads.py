"""
Which files were read while something was done: a result that was made of them is still true as long as they are the
same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_open: list[set[str]] = []


def record(path: str) -> None:
    """Note that a file is read now. Called wherever files of a project are read; costs nothing where nobody asks."""
    for reads in _open:
        reads.add(path)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """
    The paths of the files that are read in the block, also of those that cannot be. Not of what a cache still has:
    empty the caches before, to get them all.
    """
    reads: set[str] = set()
    _open.append(reads)
    try:
        yield reads
    finally:
        _open.remove(reads)

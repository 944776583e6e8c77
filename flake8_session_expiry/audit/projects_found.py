"""
Which folders are projects: each one with a ``manage.py``, below the given ones; a given folder without any is one
project itself.

No file counts twice: a project is without the folders of the projects inside of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.folders import matcher, walk
from flake8_session_expiry.interruption import check

_MANAGE = "manage.py"


@dataclass(frozen=True)
class FoundProject:
    """
    ``folder`` is absolute and without symbolic links; ``inside`` are the outermost folders of other projects in it.
    """

    folder: str
    inside: tuple[str, ...] = ()


def projects_in(
    folders: Sequence[str], configuration: Configuration, problem: Callable[[str, str], None]
) -> list[FoundProject]:
    """
    The projects of these folders (of the current one, if there are none), each once, sorted by path.

    What is excluded for flake8 is left out, as are environments and ``node_modules``; symbolic links in a folder are
    not followed. ``problem`` is called with each folder that is not there or cannot be listed, and why.
    """
    found: set[str] = set()
    namespace = configuration.namespace
    is_excluded = matcher([*namespace.exclude, *namespace.extend_exclude])
    for given in folders or (os.curdir,):
        folder = os.path.realpath(given)
        if not os.path.isdir(folder):
            problem(given, "is no folder" if os.path.lexists(folder) else "there is no such folder")
            continue
        managed = list(_managed(folder, is_excluded, problem))
        found.update(managed or [folder])
    return list(_with_inside(sorted(found, key=_parts)))


def _managed(folder: str, is_excluded: Callable[[str], bool], problem: Callable[[str, str], None]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        problem(str(error.filename), f"cannot be listed: {error.strerror}")

    for path in walk(folder, is_excluded, lambda name: os.path.basename(name) == _MANAGE, unreadable):
        check()
        yield os.path.dirname(path)


def _parts(folder: str) -> list[str]:
    """A key that sorts a folder directly before those in it: ``/a``, ``/a/b``, ``/a-b``."""
    return folder.split(os.sep)


def _with_inside(folders: Sequence[str]) -> Iterator[FoundProject]:
    for number, folder in enumerate(folders):
        inside: list[str] = []
        start = folder.rstrip(os.sep) + os.sep
        for other in folders[number + 1 :]:
            if not other.startswith(start):
                break
            if not inside or not other.startswith(inside[-1] + os.sep):
                inside.append(other)
        yield FoundProject(folder, tuple(inside))

"""Which folder is the root of a project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from flake8_session_expiry.project.files import Stamp, stamp
from flake8_session_expiry.project.one_moment import asked_once

_ROOT_MARKS = ("manage.py", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", ".git", ".hg")


@asked_once
def project_root(folder: str) -> str:
    """
    The nearest folder at or above ``folder`` with a ``manage.py``; without one, with a packaging file or a repository;
    else itself.
    """
    chain = [folder]
    while (above := os.path.dirname(chain[-1])) != chain[-1]:
        chain.append(above)
    # A file that is added or removed changes the time of its folder: so a process that runs for days (of an editor)
    # notices it.
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


def project_above(folder: str) -> str | None:
    """The nearest folder at or above this one with a ``manage.py``."""
    return next((f for f in upwards(folder) if os.path.isfile(os.path.join(f, "manage.py"))), None)


def upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the root of the repository."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above

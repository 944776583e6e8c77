"""
In which folder a file is checked, as flake8 is run by hand: names in a configuration file are relative to it, and what
it says of a file goes by the file's name from there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from flake8_session_expiry.configuration import own_section, pyproject
from flake8_session_expiry.project.files import Stamp, read_text, stamp
from flake8_session_expiry.project.roots import project_root

_OF_FLAKE8: Final = ("setup.cfg", "tox.ini", ".flake8")
CONFIGURATION_FILES: Final = (*_OF_FLAKE8, pyproject.FILE)


def working_folder(path: str | None, workspace: str | None) -> str:
    """
    The folder of the workspace, where flake8 would find a configuration from there; else the nearest one with a
    configuration between it and the file (``backend/setup.cfg`` of a repository with several parts).

    For a file outside of the workspace the nearest folder with a configuration, else the root of its project. ``path``
    is None for a document that was never saved.
    """
    if workspace is not None and not os.path.isdir(workspace):
        workspace = None
    if path is None:
        return workspace or os.path.expanduser("~")
    folder = _existing(os.path.dirname(path))
    if workspace is None:
        return next(filter(_has_configuration, _up_to_home(folder)), None) or project_root(folder)
    if any(map(_has_configuration, _up_to_home(workspace))):
        return workspace
    inside = (each for each in upwards(folder) if is_below(each, workspace))
    return next(filter(_has_configuration, inside), workspace)


def configuration_stamps(folder: str) -> tuple[Stamp, ...]:
    """As long as these are the same, so is the configuration that is read in a folder."""
    return tuple(stamp(os.path.join(each, name)) for each in upwards(folder) for name in CONFIGURATION_FILES)


def _has_configuration(folder: str) -> bool:
    if any("[flake8" in read_text(os.path.join(folder, name)) for name in _OF_FLAKE8):
        return True
    text = read_text(os.path.join(folder, pyproject.FILE))
    return f"tool.{own_section.NAME}" in text or ("tool.flake8" in text and pyproject.is_installed())


def _up_to_home(folder: str) -> Iterator[str]:
    """A folder and those above it, as far as flake8 looks: not the home folder, unless it begins there."""
    home = os.path.expanduser("~")
    yield folder
    for each in upwards(os.path.dirname(folder)):
        if each == home:
            return
        yield each


def _existing(folder: str) -> str:
    """A folder, or the nearest one above it that exists: of a file in a folder that was removed."""
    return next(filter(os.path.isdir, upwards(folder)), folder)


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder, or below it."""
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def upwards(folder: str) -> Iterator[str]:
    """A folder and all above it."""
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder

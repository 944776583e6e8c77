"""
The files of imported modules of the project: of ``from .base import *``, ``include("parts/*.py")``, dotted names.
Nothing is imported.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from flake8_session_expiry.project.one_moment import asked_once
from flake8_session_expiry.project.roots import project_root


@asked_once
def module_file(name: str, level: int, importer: str) -> str | None:
    """
    The file of a module that ``importer`` (a path) imports, or None if it is not one of the project's.

    ``level`` is the number of leading dots. An absolute name is searched for beside the importer and in each folder
    above, up to the root of its project.
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
            return  # the name would be outside of the project
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
    # As Python does: a package comes before a module of the same name.
    yield os.path.join(path, "__init__.py")
    yield f"{path}.py"


def included_files(pattern: str, importer: str) -> list[str]:
    """The files that ``include("pattern")`` of django-split-settings reads, in its order."""
    found = glob.glob(os.path.join(os.path.dirname(importer), pattern))
    return [os.path.normpath(path) for path in sorted(found)]

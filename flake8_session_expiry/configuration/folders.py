"""Which files are below a folder, without those of environments, which are code of installed packages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

_ENVIRONMENTS = frozenset({"site-packages", "node_modules", "__pypackages__"})


def walk(folder: str, is_excluded: Callable[[str], bool], unreadable: Callable[[OSError], None]) -> Iterator[str]:
    """
    Every file below a folder that is not excluded, in the order and under the names that flake8 gives them.

    The folder itself was named, so it is not skipped even if it is an environment: some have one in the root of their
    project. ``unreadable`` is called for each folder that cannot be listed.
    """
    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [
            name for name in folders if not is_excluded(os.path.join(root, name)) and not _is_environment(root, name)
        ]
        yield from (path for path in (os.path.join(root, name) for name in names) if not is_excluded(path))


def _is_environment(root: str, name: str) -> bool:
    """An environment of Python (``python -m venv`` writes ``pyvenv.cfg``), or a folder that a package manager fills."""
    return name in _ENVIRONMENTS or os.path.lexists(os.path.join(root, name, "pyvenv.cfg"))

"""
Which files are below a folder, without those of environments, which are code of installed packages; and which paths
flake8's patterns match.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterator, Sequence

_FILLED = frozenset({"site-packages", "node_modules", "__pypackages__"})
_NO_LETTER = re.compile(r"[*?\[]")
"""What stands for something else in a pattern."""
_MARK_OF_ENVIRONMENT = "pyvenv.cfg"


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """
    Whether one of some patterns matches a text, as flake8 matches them one by one (``flake8.utils.fnmatch``), but for
    an empty list, which matches nothing here.
    """
    given = {os.path.normcase(pattern) for pattern in patterns}
    names = frozenset(pattern for pattern in given if _NO_LETTER.search(pattern) is None)
    # "*.py", and "*" for all.
    ends = tuple(pattern[1:] for pattern in given if pattern[:1] == "*" and _NO_LETTER.search(pattern, 1) is None)
    others = [fnmatch.translate(pattern) for pattern in given - names if pattern[1:] not in ends]
    match = re.compile("|".join(others)).match if others else None

    def matches(text: str) -> bool:
        text = os.path.normcase(text)
        return text in names or text.endswith(ends) or (match is not None and match(text) is not None)

    return matches


def walk(
    folder: str,
    is_excluded: Callable[[str], bool],
    is_wanted: Callable[[str], bool],
    unreadable: Callable[[OSError], None],
) -> Iterator[str]:
    """
    Every wanted file below a folder that is not excluded, in the order and under the names that flake8 gives them.

    ``is_excluded`` is asked for the name of a file or folder and for its absolute path, ``is_wanted`` for the path of a
    file. The folder itself was named, so it is not skipped even if it is an environment: some have one in the root of
    their project. ``unreadable`` is called for each folder that cannot be listed.
    """
    waiting = [(folder, os.path.abspath(folder), True)]
    while waiting:
        path, absolute, is_first = waiting.pop()
        try:
            with os.scandir(path) as listed:
                entries = list(listed)
        except OSError as error:
            unreadable(error)
            continue
        # Python writes this file into an environment (``python -m venv``).
        if not is_first and any(entry.name == _MARK_OF_ENVIRONMENT for entry in entries):
            continue
        before, absolute_before = os.path.join(path, ""), os.path.join(absolute, "")
        below: list[tuple[str, str, bool]] = []
        for entry in entries:
            name = entry.name
            if _is_folder(entry):
                inner = os.path.join(absolute, name)
                is_left_out = name in _FILLED or is_excluded(name) or is_excluded(inner)
                if not is_left_out and not entry.is_symlink():
                    below.append((os.path.join(path, name), inner, False))
            elif is_wanted(file := f"{before}{name}") and not (
                is_excluded(name) or is_excluded(f"{absolute_before}{name}")
            ):
                yield file
        waiting += reversed(below)


def in_environment(path: str, folder: str) -> bool:
    """
    Whether a file belongs to an installed package: it is below a folder of packages, or of an environment in
    ``folder``. That itself may be an environment: some have one in the root of their project.
    """
    above = os.path.dirname(path)
    if _FILLED & set(above.split(os.sep)):
        return True
    while above.startswith(folder.rstrip(os.sep) + os.sep):
        if os.path.exists(os.path.join(above, _MARK_OF_ENVIRONMENT)):
            return True
        above = os.path.dirname(above)
    return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False

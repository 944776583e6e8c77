"""
Takes the working folder off the import path when one of our commands is started by ``python -m``.

``python -m`` puts that folder first, so a ``libcst.py`` or ``rich.py`` of the checked project would be imported, and so
run, in the place of the library. That cannot be prevented for modules that Python imports before our first line
(``runpy``, ``__future__`` ...); with ``python -P -m`` and the console scripts it does not happen.
https://docs.python.org/3/using/cmdline.html#cmdoption-P
"""

from __future__ import annotations

import os
import sys


def leave_working_folder() -> None:
    """
    To be called first by a module that runs as ``__main__``, not where it is imported: the path of another program
    stays as it is.

    If this package itself is imported from the working folder (in a checkout of this repository), the folder becomes
    the last one, so that processes that are started later find the package there.
    """
    if sys.flags.safe_path or not sys.path or not _is_working_folder(sys.path[0]):
        return
    place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    is_checkout = _is_working_folder(place)
    del sys.path[0]
    if is_checkout:
        sys.path.append(place)


def _is_working_folder(path: str) -> bool:
    try:
        return path == "" or os.path.samefile(path, os.curdir)
    except OSError:  # one of the folders does not exist any more
        return False

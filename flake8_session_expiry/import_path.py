"""
Where Python looks for modules when one of our commands is started by ``python -m``: not in the working folder.

``python -m`` puts that folder in front of all others, so a ``libcst.py`` or ``rich.py`` of the project that is looked at would be imported, that is run,
in the place of the library. What Python itself imports before our first line (``runpy``, ``__future__`` ...) is out of reach here: ``python -P -m``
and the console scripts never look there. https://docs.python.org/3/using/cmdline.html#cmdoption-P
"""

from __future__ import annotations

import os
import sys


def leave_working_folder() -> None:
    """
    Called first of all by a module that runs as ``__main__``, never where it is imported: another program's path is not ours to change.

    If this package itself is imported from the working folder (in a checkout of this repository), the folder becomes the last one, as processes that
    are started later have to find the package there.
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
    except OSError:  # one of them is gone
        return False

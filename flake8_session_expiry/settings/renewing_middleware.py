"""Whether a middleware may save the session with each request, so that opening pages renews it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Final

from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.middleware_sessions import find_middleware
from flake8_session_expiry.values.value import UNKNOWN

_BY_NAME: Final = re.compile(
    r"session|timeout|expir|idle|inactiv|activity|log_?out|last_?seen|keep_?alive", re.IGNORECASE
)
_WRITES: Final = re.compile(
    r"session\w*\[[^\]]*\]\s*[-+|]?=(?!=)|del [\w.]*session\[|\.modified\s*="
    r"|\.a?(?:set_expiry|save|cycle_key|flush|set|setdefault|pop|update)\("
)


def may_renew(paths: Iterable[object], settings: str, root: str | None) -> bool:
    """
    Whether an entry of MIDDLEWARE may save the session: one of the project that mentions sessions, or one of a package
    with a name about them.

    ``settings`` is the path of a settings module. Without a ``root`` the project's own ones cannot be found: any may.
    """
    return any(not isinstance(path, str) or _may(path, settings, root) for path in paths)


def saves_sessions(options: Options) -> bool:
    """
    Whether a middleware that the known settings list may save a session that the view does not save: one of the project
    whose module changes sessions (``request.session["last_activity"] = ...``), or one of a package with such a name.
    """
    root, listed = options.project_root, options.known_settings.get("MIDDLEWARE")
    if root is None or not isinstance(listed, (list, tuple)):
        return False
    manage = os.path.join(root, "manage.py")
    return any(isinstance(path, str) and _saves(path, manage, root) for path in listed)


def _saves(path: str, settings: str, root: str) -> bool:
    if path.startswith("django.") or path.endswith(".SessionMiddleware"):
        return False
    found = find_middleware(path, settings, root)
    if found is None:
        return _BY_NAME.search(path.rpartition(".")[2]) is not None
    return "session" in found.text and _WRITES.search(found.text) is not None


def _may(path: str, settings: str, root: str | None) -> bool:
    if path.startswith("django."):
        return False
    if root is None:
        return True
    found = find_middleware(path, settings, root)
    if found is None:
        return _BY_NAME.search(path.rpartition(".")[2]) is not None
    return "session" in found.text


def middleware_of(settings: ProjectSettings) -> list[object]:
    """Every entry that MIDDLEWARE may have; None for the entries that are not known."""
    found: list[object] = []
    for possible in settings.get("MIDDLEWARE").possible:
        for value in (possible.value or UNKNOWN).alternatives():
            if value.items is None or not value.complete:
                return [None]
            found += [item.constant for item in value.items]
    return found

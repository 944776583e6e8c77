"""The files of a project; whether any of them mentions a name, reads a setting, or imports a name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

from flake8_session_expiry.project.files import Stamp, content, listing, read_text, stamp
from flake8_session_expiry.project.roots import project_root

_SKIPPED = frozenset(
    {"node_modules", "site-packages", "venv", "env", "__pycache__", "build", "dist", "static", "media"}
)
_READ = (".py", ".html", ".txt", ".cfg", ".toml", ".ini", ".yml", ".yaml")
_LARGEST = 1_000_000


def is_mentioned(root: str, name: str, except_path: str) -> bool:
    """Whether any file of a project but one (a path) mentions a name as a whole word."""
    wanted = name.encode()
    own = os.path.abspath(except_path)
    return any(path != own and wanted in _words(stamp(path)) for path in _files(root))


def reads_setting(root: str | None, name: str, except_path: str) -> bool:
    """
    Whether any module of a project but one (a path) reads a setting: ``settings.NAME``, ``getattr(settings, "NAME")``.

    An assignment does not read it, nor does ``override_settings(NAME=...)``. Without a project nothing is known to.
    """
    if root is None:
        return False
    reading = re.compile(rb"\.%b\b(?!\s*=[^=])|[\"']%b[\"']" % (name.encode(), name.encode()))
    own = os.path.abspath(except_path)
    return any(
        path != own
        and path.endswith(".py")
        and name.encode() in _words(at := stamp(path))
        and reading.search(content(at, _LARGEST) or b"") is not None
        for path in _files(root)
    )


def is_imported(root: str | None, name: str, from_path: str) -> bool:
    """Whether any module of a project imports a name from a file: ``from shop.views import NAME``."""
    if root is None:
        return False
    module = os.path.basename(from_path).removesuffix(".py")
    wanted = re.compile(rb"\b%b[ \t]+import[ \t]*(?:\([^)]*|[^\n(]*)\b%b\b" % (module.encode(), name.encode()))
    return any(
        path.endswith(".py")
        and name.encode() in _words(at := stamp(path))
        and wanted.search(content(at, _LARGEST) or b"") is not None
        for path in _files(root)
    )


def is_written_near(path: str, text: str) -> bool:
    """Whether any module of the project of a file (by its display name) has a text."""
    own = os.path.abspath(path)
    if not os.path.isabs(path) and not os.path.isfile(own):
        return False
    return any(text in read_text(other) for other in modules_below(project_root(os.path.dirname(own))))


def modules_below(folder: str) -> Iterator[str]:
    """The Python files of a project; not those of its virtual environment and the like."""
    return (path for path in _files(folder) if path.endswith(".py"))


def _files(folder: str) -> Iterator[str]:
    found = listing(stamp(folder))
    yield from (path for path in found.files if path.endswith(_READ))
    for inner in found.folders:
        if os.path.basename(inner) not in _SKIPPED:
            yield from _files(inner)


@lru_cache(maxsize=20_000)
def _words(at: Stamp) -> frozenset[bytes]:
    """The words of a file with "session" in them."""
    text = content(at, _LARGEST)
    if text is None or b"ESSION" not in text.upper():
        return frozenset()
    return frozenset(re.findall(rb"\w*[sS][eE][sS]+[iI][oO][nN]\w*", text))

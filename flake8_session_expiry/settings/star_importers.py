"""
Which files may import a settings module with all of its names (``from .base import *``, ``include("parts/*.py")``): the
files beside it, and settings modules elsewhere in its project.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.project.files import Stamp, content, listing, parsed, stamp
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.roots import project_root
from flake8_session_expiry.settings.purpose import Purpose, is_settings_path, purpose

_TAKES_ALL: Final = (b"import *", b"include(")
_LARGEST: Final = 1_000_000
_MOST_FILES: Final = 100
_DEEPEST: Final = 4
_MOST_FOLDERS: Final = 400
_SKIPPED: Final = frozenset({"node_modules", "site-packages", "venv", "migrations", "static", "media", "templates"})
_FOLDERS: Final = frozenset({"conf", "config", "configuration", "env", "envs", "environment", "environments"})


def files_that_may_take(path: str, options: Options) -> Iterator[str]:
    """
    The files that may import all names of a settings module (an absolute path): those with any import of that kind.
    """
    project = project_of(options, path)
    named = [named for named, _ in project.settings] if project is not None else []
    near = list(dict.fromkeys([*named, *_neighbours(path)]))
    for candidate in near[:_MOST_FILES]:
        if candidate != path and any(mark in _text(candidate) for mark in _TAKES_ALL):
            yield candidate
    takes_it = _star_import_of(path)
    far = [other for other in _settings_below(project_root(os.path.dirname(path))) if other not in near]
    for candidate in far[:_MOST_FILES]:
        if candidate != path and takes_it.search(_text(candidate)):
            yield candidate


def is_taken_in_part(path: str, options: Options) -> bool:
    """
    Whether a module of production imports a settings module (an absolute path), but not with all of its names.

    ``from .base import MIDDLEWARE``, ``from . import base`` and ``vars(base)``: which of its settings are used is not
    known.
    """
    others = [*_neighbours(path), *_settings_below(project_root(os.path.dirname(path)))][:_MOST_FILES]
    return any(
        other != path
        and purpose(os.path.basename(other), None, options.production_settings) is Purpose.PRODUCTION
        and _module_name(path) in _text(other)
        and _imports(other, path)
        for other in others
    )


def _imports(other: str, path: str) -> bool:
    """Whether a file imports a module, or one of its names."""
    file = parsed(other)[1]
    for node in ast.walk(file.tree) if file is not None else ():
        if isinstance(node, ast.Import):
            found = [module_file(alias.name, 0, other) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            inner = [f"{name}.{alias.name}" if name else alias.name for alias in node.names]
            found = [module_file(each, node.level, other) for each in [name, *inner]]
        else:
            continue
        if path in found:
            return True
    return False


def _module_name(path: str) -> bytes:
    stem = os.path.basename(path).removesuffix(".py")
    return (os.path.basename(os.path.dirname(path)) if stem == "__init__" else stem).encode()


def _star_import_of(path: str) -> re.Pattern[bytes]:
    """
    A pattern for ``from shop.settings import *``, relative or not, and for ``include()`` of django-split-settings.
    """
    or_dots = rb"|\.+" if os.path.basename(path) == "__init__.py" else b""
    by_star = rb"^\s*from\s+(?:[\w.]*\b%b%b)\s+import\s+\*" % (re.escape(_module_name(path)), or_dots)
    return re.compile(by_star + rb"|^\s*(?:from|import)\s+split_settings\b", re.MULTILINE)


def _neighbours(path: str) -> Iterator[str]:
    """The Python files beside a module; for one in a folder of a settings package also those of the package."""
    folder = os.path.dirname(path)
    above = os.path.dirname(folder)
    for place in (folder, above) if os.path.basename(above) == "settings" else (folder,):
        yield from (inner for inner in listing(stamp(place)).files if inner.endswith(".py"))


def _settings_below(root: str) -> Iterator[str]:
    """
    The files of a project that are settings by their names or those of their folders; not too deep, and not in too many
    folders.
    """
    level = [root]
    seen = 0
    for _ in range(_DEEPEST + 1):
        below: list[str] = []
        for folder in level:
            if (seen := seen + 1) > _MOST_FOLDERS:
                return
            at = stamp(folder)
            yield from _settings_in(at)
            below += (inner for inner in listing(at).folders if _may_lead_to_settings(os.path.basename(inner)))
        level = below


def _may_lead_to_settings(folder: str) -> bool:
    return folder not in _SKIPPED and not folder.startswith("_")


@lru_cache(maxsize=2000)
def _settings_in(folder: Stamp) -> tuple[str, ...]:
    """The settings modules in one folder."""
    return tuple(path for path in listing(folder).files if path.endswith(".py") and _may_hold_settings(path))


def _may_hold_settings(path: str) -> bool:
    """Whether a file is a settings module, by its name and that of its folder, and not for development or tests."""
    near = "/".join(path.replace("\\", "/").split("/")[-2:])
    found = purpose(near)
    if found is not Purpose.UNSTATED:
        return found is Purpose.PRODUCTION
    return is_settings_path(near) or not _FOLDERS.isdisjoint(re.split(r"[\W_]+", near.lower()))


def _text(path: str) -> bytes:
    return content(stamp(path), _LARGEST) or b""

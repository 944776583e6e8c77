"""Who reads a setting: what may be renamed or change its type depends on it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from flake8_session_expiry.engine.findings import Edit, Fix, NeededImport
from flake8_session_expiry.engine.walk import Tree

_SKIPPED = frozenset(
    {"node_modules", "site-packages", "venv", "env", "__pycache__", "build", "dist", "static", "media"}
)
_READ = (".py", ".html", ".txt", ".cfg", ".toml", ".ini", ".yml", ".yaml")
_LARGEST = 1_000_000


def is_read(tree: Tree, name: str) -> bool:
    """Whether a name occurs in a module other than as the target of an assignment."""
    return any(node.value == name and not _is_target(tree, node) for node in tree.of(cst.Name))


def _is_target(tree: Tree, node: cst.Name) -> bool:
    parent = tree.parents.get(node)
    if isinstance(parent, cst.AssignTarget):
        return True
    if isinstance(parent, cst.AnnAssign):
        return parent.target is node
    if isinstance(parent, (cst.Arg, cst.Param)):
        return getattr(parent, "keyword", None) is node or getattr(parent, "name", None) is node
    return isinstance(parent, cst.Attribute) and parent.attr is node


def fix_of_setting(tree: Tree, name: str, *edits: Edit, imports: tuple[NeededImport, ...] = ()) -> Fix:
    """A safe fix of a setting, unsafe if something else in its module reads it."""
    return Fix.unsafe(*edits, imports=imports) if is_read(tree, name) else Fix.safe(*edits, imports=imports)


def is_mentioned(root: str, name: str, except_path: str) -> bool:
    """Whether any file of a project but one (a path) mentions a name as a whole word."""
    wanted = name.encode()
    own = os.path.abspath(except_path)
    return any(path != own and wanted in _words(path, *_stamp(path)) for path in _files(root))


@lru_cache(maxsize=8)
def _files(root: str) -> tuple[str, ...]:
    return tuple(_walk(root))


def _walk(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        yield from (os.path.join(folder, name) for name in names if name.endswith(_READ))


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=20_000)
def _words(path: str, _mtime: int, size: int) -> frozenset[bytes]:
    """The words of a file that speak of sessions."""
    if size > _LARGEST:
        return frozenset()
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError:
        return frozenset()
    if b"ESSION" not in text.upper():
        return frozenset()
    return frozenset(re.findall(rb"\w*[sS][eE][sS]+[iI][oO][nN]\w*", text))

"""Which documents of an editor are checked, which file each of them is, and in which folder of the workspace."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from pygls.uris import to_fs_path

from flake8_session_expiry.language_server.working_folders import is_below

_OF_FILES: Final = "file"
_NOT_SAVED: Final = "untitled"
_PYTHON: Final = "python"
_ENDINGS: Final = (".py", ".pyw")


def is_checked(uri: str, language: str | None) -> bool:
    """
    Whether a document is one of Python that is a file, or may become one.

    Not the cells of a notebook (``vscode-notebook-cell:``), what another commit has (``git:``), or the text in a
    terminal: each of these is a part, or a copy, of something else.
    """
    scheme = urlsplit(uri).scheme
    if scheme == _NOT_SAVED:
        return language == _PYTHON
    return scheme == _OF_FILES and (language == _PYTHON or (not language and uri.endswith(_ENDINGS)))


def document_path(uri: str, folders: Iterable[str]) -> tuple[str | None, str | None]:
    """
    The absolute path of a document, None for one that was never saved; and the folder of the workspace that it is in
    (the innermost one), or that a new document would be saved to, None without one. ``folders`` are addresses, too.
    """
    paths = [path for folder in folders if (path := file_path(folder)) is not None]
    path = file_path(uri)
    if path is None:
        return None, paths[0] if paths else None
    around = [folder for folder in paths if is_below(path, folder)]
    return path, max(around, key=len) if around else None


def file_path(uri: str) -> str | None:
    """The absolute path of the address of a file; None for another address."""
    path = to_fs_path(uri) if urlsplit(uri).scheme == _OF_FILES else None
    return os.path.abspath(path) if path is not None else None

"""
The fingerprint of a result: the hash of all that it is made of. Two projects with the same one have the same result.

That is every file below the project's folder that is read for a result, or whose existence is asked for; the files of
the folders above that may pin its Django or start it; the options, as flake8's configuration and the command line give
them; and the versions. Not the time, the machine or the place of the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flake8_session_expiry.audit.requests import VERSION
from flake8_session_expiry.audit.versions import versions
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.files.linted_files import MOST_BYTES
from flake8_session_expiry.project.roots import upwards

# Nothing of these folders is code of the project, or its history. Files in them that are read all the same (settings
# that import from one) are among the recorded reads.
_CLOSED: Final = frozenset(
    [".git", ".hg", ".svn", "CVS", ".bzr", ".tox", ".nox", "__pycache__", "node_modules", "site-packages"]
)
_MARK_OF_ENVIRONMENT: Final = "pyvenv.cfg"
# Code, templates, configuration, requirements. Of other files (images, data) only the names count.
_READ: Final = (
    *(".py", ".html", ".htm", ".xhtml", ".djhtml", ".jinja", ".jinja2", ".j2"),
    *(".txt", ".in", ".cfg", ".toml", ".ini", ".yml", ".yaml", ".lock"),
    *(".env", ".flake8", "Pipfile"),
)
_MOST_OF_A_TEXT: Final = 5_000_000
"""Bytes. Other than a Python file, a longer one is not read (``project/files``)."""
_ABOVE: Final = (
    *("manage.py", "wsgi.py", "asgi.py", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini"),
    *(".git", ".hg", ".env", "settings.ini", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock"),
)
_REQUIREMENTS: Final = (".txt", ".in")
_LEVELS_OF_REQUIREMENTS: Final = 2
DECIDING: Final = frozenset(
    [
        *("exclude", "extend_exclude", "filename", "per_file_ignores", "disable_noqa", "select", "extend_select"),
        *("ignore", "extend_ignore", "extended_default_select", "extended_default_ignore", "enable_extensions"),
    ]
)
"""The options of flake8 that decide what is found; of ours all do."""
_SIZE: Final = 16


class ProjectHash:
    """The bytes of one project, by its folder, as they are now."""

    def __init__(
        self, folder: str, configuration: Configuration, problems: Sequence[str], inside: Iterable[str]
    ) -> None:
        """``problems`` are what is wrong with its configuration, ``inside`` the folders of other projects in it."""
        self.folder = folder
        self._hash = hashlib.blake2b(digest_size=_SIZE)
        self._looked_at: set[str] = set()
        self._listed: set[str] = set()
        self._add("result", VERSION, dict(versions()))
        self._add("options", *_options(configuration, folder), *problems)
        self._add("inside", *(_below(path, folder) for path in inside))
        for path, what in self._above():
            self._add("above", _below(path, folder), what)
        for path, what in self._below():
            self._add("below", _below(path, folder), what)

    def fingerprint(self, reads: Iterable[str]) -> str:
        """With the files that were read beside those that are always looked at (``beyond``)."""
        complete = self._hash.copy()
        for name in sorted(set(reads)):
            path = os.path.normpath(os.path.join(self.folder, name))
            complete.update(_line("read", name, _content(path)))
        return complete.hexdigest()

    def beyond(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of the files that are not hashed yet, relative to the folder: a module of a folder beside it."""
        absolute = {os.path.normpath(os.path.join(self.folder, path)) for path in paths} - self._looked_at
        return tuple(sorted(_below(path, self.folder) for path in absolute if not self._is_known_to_be_missing(path)))

    def _is_known_to_be_missing(self, path: str) -> bool:
        """Whether the list of files below the folder says so: a ``.env`` that was looked for and is not there."""
        if os.path.lexists(path):
            return False
        while not os.path.lexists(path):
            path = os.path.dirname(path)
        return path in self._listed

    def _add(self, *parts: object) -> None:
        self._hash.update(_line(*parts))

    def _hashed(self, path: str) -> str:
        self._looked_at.add(path)
        return _content(path)

    def _below(self) -> Iterator[tuple[str, str]]:
        waiting = [self.folder]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as listed:
                    entries = sorted(listed, key=lambda entry: entry.name)
            except OSError as error:
                yield folder, f"cannot be listed: {error.errno}"
                continue
            if folder != self.folder and any(entry.name == _MARK_OF_ENVIRONMENT for entry in entries):
                yield folder, "is an environment"
                continue
            self._listed.add(folder)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _CLOSED:
                        waiting.append(entry.path)
                    yield entry.path, "is a folder"
                elif entry.name.endswith(_READ):
                    yield entry.path, self._hashed(entry.path)
                else:
                    yield entry.path, "is a file"

    def _above(self) -> Iterator[tuple[str, str]]:
        for level, folder in enumerate(upwards(self.folder)):
            if not level:
                continue
            for path in (os.path.join(folder, name) for name in _ABOVE):
                self._looked_at.add(path)
                if os.path.lexists(path):
                    yield path, _content(path)
            if level <= _LEVELS_OF_REQUIREMENTS:
                for place in (folder, os.path.join(folder, "requirements")):
                    yield from ((path, self._hashed(path)) for path in _requirements(place))


def _requirements(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(_REQUIREMENTS)]
    except OSError:
        return []


def _content(path: str) -> str:
    """The hash of the bytes of a file, or what it is in their place."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            return f"is of the kind {stat.S_IFMT(found.st_mode)}"
        if found.st_size > (MOST_BYTES if path.endswith(".py") else _MOST_OF_A_TEXT):
            return "is too large to be read"
        with open(path, "rb") as file:
            return hashlib.blake2b(file.read(), digest_size=_SIZE).hexdigest()
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'errno', None)}"


def _options(configuration: Configuration, folder: str) -> Iterator[object]:
    """
    The options by the configuration files and the command line, and what is said of them. Absolute paths, which flake8
    makes of some patterns, are written relative to the folder: a copy of the project has the same fingerprint.
    """
    values: Mapping[str, object] = vars(configuration.namespace)
    kept = {name: value for name, value in values.items() if name in DECIDING or name.startswith("session_expiry_")}
    yield json.dumps(kept, sort_keys=True, default=repr).replace(json.dumps(folder)[1:-1], ".")
    yield _below(configuration.sources.folder, folder)
    yield list(configuration.warnings())


def _below(path: str, folder: str) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        return path


def _line(*parts: object) -> bytes:
    return json.dumps(parts, sort_keys=True).encode("ascii") + b"\n"

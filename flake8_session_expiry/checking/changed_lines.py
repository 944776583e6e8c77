"""
Which lines are others than in a commit, as git says: of the files on disk, committed or not.

Git runs programs that a repository's configuration names (``diff.external``, ``textconv``, ``core.fsmonitor``); these
are switched off, as are settings that change the form of what git prints.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flake8_session_expiry.configuration.flake8_options import ConfigurationError

_GIT: Final = ("git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_DIFF: Final = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--unified=0"),
    *("--inter-hunk-context=0", "--find-renames", "--ignore-submodules=all", "--text"),
    *("--dst-prefix=b/", "--output-indicator-new=+", "--output-indicator-old=-"),
)
_HUNK: Final = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True)
class ChangedLines:
    """
    The lines of one repository that have changed. ``by_path`` has a file's lines, from 1, by its path below ``root``;
    a file that is in ``tracked`` and not there is as it was, any other one is new. Of a submodule only its folder is
    tracked: its files have a history of their own, and are as they were.
    """

    root: str
    tracked: frozenset[str]
    by_path: Mapping[str, frozenset[int]]

    def of(self, name: str) -> frozenset[int] | None:
        """The changed lines of a file; None for all of them."""
        path = os.path.relpath(os.path.realpath(name), self.root).replace(os.sep, "/")
        if path in self.by_path:
            return self.by_path[path]
        folders = itertools.accumulate(path.split("/"), "{}/{}".format)
        return None if self.tracked.isdisjoint(folders) else frozenset()


def changed_since(ref: str) -> ChangedLines:
    """
    The changes from a commit to the files on disk, in the repository of the current folder.

    Raises ConfigurationError for a ``ref`` that git does not know or could take for something else, and where there is
    no repository or no git.
    """
    if not ref or ref.startswith(("-", "^")) or ".." in ref or ":" in ref:
        raise ConfigurationError(
            f"--diff-against: {ref!r} is not the name of one commit; for a branch's own changes give"
            " $(git merge-base main HEAD)"
        )
    root = os.path.realpath(os.fsdecode(_git("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    tracked = _git("ls-files", "-z", folder=root).split(b"\0")
    changes = _git(*_DIFF, ref, "--", folder=root)
    return ChangedLines(root, frozenset(map(os.fsdecode, tracked)), _lines_by_path(changes))


def _git(*arguments: str, folder: str | None = None) -> bytes:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            [*_GIT, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise ConfigurationError(f"--diff-against: git cannot be run: {error.strerror or error}") from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "backslashreplace").strip().partition("\n")[0]
        raise ConfigurationError(f"--diff-against: git says: {reason or f'exit code {done.returncode}'}")
    return done.stdout


def _lines_by_path(changes: bytes) -> dict[str, frozenset[int]]:
    """What ``git diff --unified=0`` says of the new side of each file."""
    found: dict[str, set[int]] = {}
    lines = iter(changes.split(b"\n"))
    current: set[int] = set()
    for line in lines:
        if line.startswith(b"+++ "):
            current = found.setdefault(_path(line.removeprefix(b"+++ ")), set())
        elif hunk := _HUNK.match(line):
            old, start, new = (int(number) if number is not None else 1 for number in hunk.groups())
            current.update(range(start, start + new))
            _skip(lines, old + new)
    return {path: frozenset(numbers) for path, numbers in found.items()}


def _skip(lines: Iterator[bytes], number: int) -> None:
    """The text of a hunk, which may look like anything; a line that begins with a backslash is a note of git."""
    while number:
        number -= not next(lines, b"").startswith(b"\\")


def _path(name: bytes) -> str:
    """``b/shop/views.py``, with a tab behind a name with spaces; in quotes where it has characters of control."""
    name = name.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_unescaped, name[1:-1])
    return os.fsdecode(name.removeprefix(b"b/"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    what = match[1]
    return bytes([int(what, 8)]) if len(what) == 3 else _ESCAPED.get(what, what)

"""
The files in which a rule could report anything; most are skipped here. Imports neither LibCST nor a rule before a file
needs them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.work import Job
from flake8_session_expiry.interruption import check
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.paths_of_tests import is_test_module

PIPE_HINT: Final = "; give '-' to repair what comes from standard input"


def candidates(
    names: Sequence[str], given: Sequence[str], options: Options, say: Callable[[str, str], None]
) -> Iterator[Job]:
    """
    The files in which a rule could report anything, each once, with their bytes.

    ``given`` are the paths of the command line, none for the current folder. ``say`` is called with the name of
    each file that cannot be read or decoded, and the reason.
    """
    places = _Places(given)
    named, seen = {os.path.abspath(name) for name in names}, set[str]()
    for name in names:
        check()
        try:
            data, problem = _looked_at(name, options)
        except Exception as error:  # the other files are still looked at
            data, problem = None, f"was not looked at {failure(error, fixer_command(name))}"
        if problem is not None:
            say(name, problem)
        if data is not None:
            real = os.path.realpath(name)
            is_link = real in named and real != os.path.abspath(name)
            if real not in seen and not is_link:  # a file that is named twice, or a link beside its file
                untouchable = places.why_untouchable(name, real)
                if untouchable is None:  # else the file may be given by another name, under which it may be changed
                    seen.add(real)
                yield Job(name, data, untouchable)


class _Places:
    """The files and folders of the command line, by their real paths: the fixer writes nowhere else."""

    def __init__(self, given: Sequence[str]) -> None:
        self._named = {os.path.abspath(path) for path in given}
        self._real = [os.path.normcase(os.path.realpath(path)) for path in given or (os.curdir,)]

    def why_untouchable(self, name: str, real: str) -> str | None:
        """
        Why a file (``real`` is its real path) must not be changed: it is behind a link in a folder, and outside of all
        that was given. None if it may.

        A folder that others made can have a link to any file of the user. A link that is itself named on the command
        line is followed.
        """
        path = os.path.normcase(real)
        if os.path.abspath(name) in self._named or any(_is_in(path, place) for place in self._real):
            return None
        return f"not repaired: it is a link to {real}, outside of the given paths; name it to repair it"


def _is_in(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip(os.sep) + os.sep)


def _looked_at(name: str, options: Options) -> tuple[bytes | None, str | None]:
    """
    The bytes of a file, if a rule could report anything in it; else None, and the reason if it cannot be read or
    decoded.
    """
    try:
        data = linted_files.read(name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = PIPE_HINT if reason == linted_files.IS_PIPE else ""
        return None, f"cannot be read: {reason}{hint}"
    if not can_matter(data, is_test=is_test_module(name, options.test_paths)):
        return None, undecodable(data)
    from flake8_session_expiry.check import could_report

    return (data, None) if could_report(name, data, options) else (None, None)


def undecodable(data: bytes) -> str | None:
    """
    Why bytes are no source text. flake8 reports that as E902, also in a file that has nothing to do with sessions.
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        from flake8_session_expiry.engine.decoding import SourceError, decode

        try:
            decode(data)
        except SourceError as error:
            return " ".join(str(error).split())
    return None

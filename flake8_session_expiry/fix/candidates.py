"""The files in which anything could be wrong; most stop here. Imports neither LibCST nor a rule before a file needs them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix import files
from flake8_session_expiry.fix.work import Job


def candidates(names: Sequence[str], say: Callable[[str], None]) -> Iterator[Job]:
    """Those of the files that pass triage, each once, with their bytes. ``say`` is given a line about each that cannot be read or decoded."""
    named, seen = {os.path.abspath(name) for name in names}, set[str]()
    for name in names:
        try:
            data, problem = _looked_at(name)
        except Exception as error:  # of one file, and of no other
            data, problem = None, f"was not looked at {failure(error, fixer_command(name))}"
        if problem is not None:
            say(f"{name}: {problem}")
        if data is not None:
            real = os.path.realpath(name)
            is_link = real in named and real != os.path.abspath(name)
            if real not in seen and not is_link:  # a file that is named twice, or a link beside its file
                seen.add(real)
                yield Job(name, data)


def _looked_at(name: str) -> tuple[bytes | None, str | None]:
    """The bytes of a file that can matter; for another one why it cannot be read or decoded, if so."""
    try:
        data = files.read(name)
    except (OSError, ValueError) as error:
        return None, f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return (data, None) if can_matter(data) else (None, undecodable(data))


def undecodable(data: bytes) -> str | None:
    """Why bytes are no source text: what flake8 would report as E902, also in a file that has nothing to do with sessions."""
    try:
        data.decode()
    except UnicodeDecodeError:
        from flake8_session_expiry.engine.decoding import SourceError, decode

        try:
            decode(data)
        except SourceError as error:
            return " ".join(str(error).split())
    return None

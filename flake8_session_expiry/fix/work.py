"""One file from its bytes to its outcome; and many files, in several processes where that is worth it."""

from __future__ import annotations

import enum
import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix import files
from flake8_session_expiry.fix.arguments import configured
from flake8_session_expiry.fix.diff import diff_of
from flake8_session_expiry.fix.flake8_config import Configuration
from flake8_session_expiry.fix.write import WriteError, write

if TYPE_CHECKING:
    from flake8_session_expiry.fix.passes import Result

_BYTES_A_PROCESS = (
    1_500_000  # starting a process and importing LibCST in it costs about as much as looking at so much code
)
_BYTES_BETWEEN_COLLECTIONS = 2_000_000


class Mode(enum.Enum):
    """What becomes of the result."""

    APPLY = "apply"
    DIFF = "diff"
    CHECK = "check"


@dataclass(frozen=True)
class Outcome:
    """
    What became of one file, without anything of LibCST, so that it can go from one process to another.

    ``new`` are its bytes after repair where these are other ones; ``diff`` is the change, encoded as the file is.
    """

    name: str
    new: bytes | None = None
    diff: bytes = b""
    applied: list[Finding] = field(default_factory=list)
    unsafe: list[Finding] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    unfixable: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def mode(configuration: Configuration) -> Mode:
    """What the command line asks for."""
    namespace = configuration.namespace
    return Mode.DIFF if namespace.diff else Mode.CHECK if namespace.check else Mode.APPLY


def repair_file(configuration: Configuration, name: str, data: bytes) -> Outcome:
    """Repair one file that passed triage; it is written if the command line does not say otherwise."""
    from flake8_session_expiry.engine.decoding import SourceError, decode
    from flake8_session_expiry.fix.passes import fix_source

    shown = files.display_name(configuration, name)
    try:
        text, encoding = decode(data)
        if configuration.skips(shown, text):
            return Outcome(shown)
        result = fix_source(shown, text, configuration.options, files.selection(configuration, shown))
        if result.text == text:
            return _outcome(shown, result)
        new = _encoded(text, data, result.text, encoding)
    except SourceError as error:
        return Outcome(shown, problems=[f"{shown}: {' '.join(str(error).split())}"])
    wanted = mode(configuration)
    if wanted is Mode.APPLY and name != files.STDIN:
        try:
            write(name, data, new)
        except WriteError as error:
            return _outcome(shown, replace(result, applied=[]), problem=f"{shown}: {error}")
    diff = diff_of(shown, text, result.text, encoding) if wanted is Mode.DIFF else b""
    return _outcome(shown, result, new=new, diff=diff)


def _encoded(old: str, data: bytes, new: str, encoding: str) -> bytes:
    """The new text as bytes. Raises SourceError where the encoding does not give back what was read, or cannot take what was added."""
    from flake8_session_expiry.engine.decoding import SourceError

    try:
        if old.encode(encoding) == data:
            return new.encode(encoding)
    except UnicodeEncodeError as error:
        raise SourceError(f"cannot be written: {error}; nothing was changed") from error
    raise SourceError(f"cannot be written: its encoding {encoding} does not give back its bytes; nothing was changed")


def _outcome(name: str, result: Result, *, new: bytes | None = None, diff: bytes = b"", problem: str = "") -> Outcome:
    problems = [f"{name}:{'' if each.place else ' '}{each}" for each in result.problems]
    if problem:
        problems.append(problem)
    found = (result.applied, result.unsafe, result.left_out, result.unfixable)
    applied, unsafe, left_out, unfixable = ([replace(each, node=None, facts={}) for each in some] for some in found)
    return Outcome(name, new, diff, applied, unsafe, left_out, unfixable, problems)


def repair_files(
    configuration: Configuration, argv: Sequence[str], wanted: Sequence[tuple[str, bytes]]
) -> Iterator[Outcome]:
    """Repair files in the order given, in as many processes as ``--jobs`` allows and the amount of code is worth."""
    processes = min(_allowed(configuration), sum(len(data) for _, data in wanted) // _BYTES_A_PROCESS)
    if processes < 2:
        for name, data in wanted:
            yield repair_file(configuration, name, data)
            _collect_after(data)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        with ProcessPoolExecutor(processes, initializer=_start, initargs=(tuple(argv),)) as pool:
            for future in [pool.submit(_repair, *each) for each in wanted]:
                yield future.result()
                done += 1
    except BrokenProcessPool:
        for name, _ in wanted[done:]:
            yield Outcome(name, problems=[f"{name}: perhaps not repaired: a process died; try again with --jobs=1"])


def _allowed(configuration: Configuration) -> int:
    jobs = configuration.namespace.jobs
    return (os.cpu_count() or 1) if jobs.is_auto else int(jobs.n_jobs)


_configuration: Configuration | None = None


def _start(argv: Sequence[str]) -> None:
    """In each process: the configuration is read again, as flake8's objects cannot be sent."""
    global _configuration
    gc.disable()
    _configuration = configured(argv)


def _repair(name: str, data: bytes) -> Outcome:
    assert _configuration is not None
    outcome = repair_file(_configuration, name, data)
    _collect_after(data)
    return outcome


_uncollected = 0


def _collect_after(data: bytes) -> None:
    """
    Collect garbage after so much code, in the place of Python's own rhythm.

    Most of a tree goes when its last reference does; to look for the rest whenever a hundred thousand new nodes live takes a third of a run.
    """
    global _uncollected
    _uncollected += len(data)
    if not gc.isenabled() and _uncollected > _BYTES_BETWEEN_COLLECTIONS:
        _uncollected = 0
        gc.collect()

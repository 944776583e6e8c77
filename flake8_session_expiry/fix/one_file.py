"""One file: it is repaired, then written."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.work import Job
from flake8_session_expiry.files.write import WriteError, refuse_what_is_never_written, write
from flake8_session_expiry.fix.selection import selection

if TYPE_CHECKING:
    from flake8_session_expiry.fix.passes import Result


class Mode(enum.Enum):
    """What is done with the repaired text."""

    APPLY = "apply"
    DIFF = "diff"
    CHECK = "check"


@dataclass(frozen=True)
class Outcome:
    """
    The result for one file, without LibCST's objects, so that it can be sent from one process to another.

    ``changed`` is whether its bytes are changed, or would be; ``written`` whether they are on the disk. ``diff`` is the
    change, in the encoding of the file.
    """

    name: str
    changed: bool = False
    written: bool = False
    diff: bytes = b""
    applied: list[Finding] = field(default_factory=list)
    unsafe: list[Finding] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    unfixable: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Repaired:
    """A repaired file that is not written yet: ``new`` are its bytes, or None if these are unchanged."""

    job: Job
    outcome: Outcome
    new: bytes | None = None


def mode(configuration: Configuration) -> Mode:
    """The mode by the command line."""
    namespace = configuration.namespace
    return Mode.DIFF if namespace.diff else Mode.CHECK if namespace.check else Mode.APPLY


def repair(configuration: Configuration, job: Job) -> Repaired:
    """Repair one file, without writing it. An exception of any kind is one line about this file."""
    shown = linted_files.display_name(configuration, job.name)
    try:
        return _repair(configuration, job, shown)
    except Exception as error:
        return _failed(job, shown, f"was not repaired {failure(error, fixer_command(shown))}")


def commit(configuration: Configuration, repaired: Repaired) -> Outcome:
    """
    Write a repaired file, unless the command line forbids it or it is standard input. Returns its outcome.

    What would never be written is the same error with ``--check`` and ``--diff``: they announce what applying does.
    """
    job, outcome = repaired.job, repaired.outcome
    if repaired.new is None or job.name == linted_files.STDIN:
        return outcome
    try:
        if mode(configuration) is not Mode.APPLY:
            refuse_what_is_never_written(job.name)
            return outcome
        write(job.name, job.data, repaired.new)
        return replace(outcome, written=True)
    except WriteError as error:
        problem = str(error)
    except Exception as error:
        problem = f"was not written {failure(error, fixer_command(outcome.name))}"
    problems = [*outcome.problems, f"{outcome.name}: {problem}"]
    return replace(outcome, changed=False, diff=b"", applied=[], problems=problems)


def _failed(job: Job, shown: str, problem: str) -> Repaired:
    return Repaired(job, Outcome(shown, problems=[f"{shown}: {problem}"]))


def _repair(configuration: Configuration, job: Job, shown: str) -> Repaired:
    from flake8_session_expiry.engine.decoding import SourceError, decode
    from flake8_session_expiry.fix.passes import fix_source

    try:
        text, encoding = decode(job.data)
        if configuration.skips(shown, text):
            return Repaired(job, Outcome(shown))
        result = fix_source(shown, text, configuration.options, selection(configuration, shown))
        if result.text == text:
            return Repaired(job, _outcome(shown, result))
        if job.untouchable is not None:
            left = _outcome(shown, replace(result, applied=[]))
            return Repaired(job, replace(left, warnings=[f"{shown}: {job.untouchable}"]))
        new = _encoded(text, job.data, result.text, encoding)
    except SourceError as error:
        return _failed(job, shown, " ".join(str(error).split()))
    diff = _diff(shown, text, result.text, encoding) if mode(configuration) is Mode.DIFF else b""
    return Repaired(job, _outcome(shown, result, changed=True, diff=diff), new)


def _diff(name: str, old: str, new: str, encoding: str) -> bytes:
    from flake8_session_expiry.fix.diff import diff_of

    return diff_of(name, old, new, encoding)


def _encoded(old: str, data: bytes, new: str, encoding: str) -> bytes:
    """``encode_back`` with what that means for a repair: nothing is written."""
    from flake8_session_expiry.engine.decoding import SourceError, encode_back

    try:
        return encode_back(old, data, new, encoding)
    except SourceError as error:
        raise SourceError(f"cannot be written: {error}; nothing was changed") from error


def _outcome(name: str, result: Result, *, changed: bool = False, diff: bytes = b"") -> Outcome:
    problems = [f"{name}:{'' if each.place else ' '}{each}" for each in result.problems]
    found = (result.applied, result.unsafe, result.left_out, result.unfixable)
    applied, unsafe, left_out, unfixable = ([replace(each, node=None, facts={}) for each in some] for some in found)
    return Outcome(name, changed, False, diff, applied, unsafe, left_out, unfixable, problems)

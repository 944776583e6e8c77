"""What a command does with each of many files, in this process or in another one."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from flake8_session_expiry.configuration.flake8_config import Configuration

StageT = TypeVar("StageT")
ResultT = TypeVar("ResultT")

_BYTES_BETWEEN_COLLECTIONS = 500_000
"""What is left of the trees of so much code takes about 150 MB; a collection takes as long as 10 kB of code."""


@dataclass(frozen=True)
class Job:
    """A file that passed triage, with its bytes. ``untouchable`` is the reason why it must not be changed, or None."""

    name: str
    data: bytes
    untouchable: str | None = None


class FileWork(ABC, Generic[StageT, ResultT]):
    """
    The work of one command. Each process makes its own, from the arguments of the command line.

    A file is done in two steps: ``begin`` can be stopped at any moment, ``finish`` is never interrupted. Results are
    sent from one process to another.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    @classmethod
    @abstractmethod
    def configured(cls, argv: Sequence[str]) -> Self:
        """By the configuration files and these arguments. Raises ConfigurationError."""

    @abstractmethod
    def begin(self, job: Job) -> StageT:
        """All that takes time. Must not raise."""

    @abstractmethod
    def finish(self, stage: StageT) -> ResultT:
        """The result; what must not be left half done is done here. Must not raise."""

    @abstractmethod
    def lost(self, name: str) -> ResultT:
        """The result for a file whose process died."""

    def received(self, result: ResultT) -> None:  # noqa: B027
        """Called for each result, in the process that the user has started."""

    def note(self) -> str | None:
        """What an interrupted run says of what was done so far."""
        return None


_uncollected = 0


def collect_after(data: bytes) -> None:
    """
    Collect garbage after so much code; Python's own collection is switched off.

    Most of a tree is freed with the last reference to it. To search for the rest as often as Python does takes a third
    of a run.
    """
    global _uncollected
    _uncollected += len(data)
    if not gc.isenabled() and _uncollected > _BYTES_BETWEEN_COLLECTIONS:
        _uncollected = 0
        gc.collect()

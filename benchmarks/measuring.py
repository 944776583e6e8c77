"""
CPU seconds and memory of whole processes, and of pairs of them: two commands in turn, so that a machine that becomes
slower or busier changes both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One run: ``cpu`` is user and system time in seconds of a process and all that it waited for."""

    cpu: float
    wall: float
    peak_mib: float
    code: int


@dataclass(frozen=True)
class Command:
    """What is run, and where; ``name`` is how the table calls it. Standard input is ``stdin``, or empty."""

    name: str
    arguments: Sequence[str]
    folder: Path | None = None
    stdin: Path | None = None


def run(command: Command) -> Run:
    """
    Run a command once. What it prints is thrown away. Its memory is that of the largest single process.

    The operating system counts (``wait4``), so the time in which our own Python waits is no part of it.
    """
    start = time.perf_counter()
    with open(command.stdin or os.devnull, "rb") as given:
        process = subprocess.Popen(
            command.arguments, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=command.folder
        )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024, code)


@dataclass
class Series:
    """Runs of one command."""

    command: Command
    runs: list[Run] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """The median, in seconds."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak_mib(self) -> float:
        """The median of the largest process."""
        return statistics.median(run.peak_mib for run in self.runs)

    def against(self, other: Series) -> float:
        """The median of the ratios run by run, each to the run of the other beside it."""
        return statistics.median(mine.cpu / its.cpu for mine, its in zip(self.runs, other.runs, strict=True))


def in_turn(commands: Sequence[Command], rounds: int) -> list[Series]:
    """Each command so often, one after the other in each round; one round before that is not counted."""
    series = [Series(command) for command in commands]
    for number in range(rounds + 1):
        for each in series:
            done = run(each.command)
            if number:
                each.runs.append(done)
    return series

"""What is asked of a process that makes the result of one project, and what it answers: each one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Known:
    """
    A result that is in the store: ``fingerprint`` of all that it was made of. ``reads`` are the files that were read
    for it beside those that are always looked at, relative to the folder of the project.
    """

    fingerprint: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectRequest:
    """
    One project: its ``folder`` (absolute), and the folders of the projects ``inside`` of it, whose files are not its
    own. ``arguments`` are those of the command line.
    """

    folder: str
    inside: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    known: Known | None = None

    def line(self) -> str:
        """As JSON, in ASCII."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, line: str) -> ProjectRequest:
        """From ``line()``."""
        data = json.loads(line)
        known = data["known"]
        return cls(
            data["folder"],
            tuple(data["inside"]),
            tuple(data["arguments"]),
            None if known is None else Known(known["fingerprint"], tuple(known["reads"])),
        )


class ReplyKind(StrEnum):
    """What kind of reply it is."""

    DONE = "done"
    UNCHANGED = "unchanged"
    """The result that is known is still true."""
    LOST = "lost"
    """There is none: the process that should make it died, or took too long."""


@dataclass(frozen=True)
class Reply:
    """
    ``document`` is the result as JSON data, {} where it is unchanged. ``known`` is None for a result that is not kept
    for later runs: it is not made of the bytes of the project alone.
    """

    kind: ReplyKind
    document: dict[str, Any]
    known: Known | None = None

    def line(self) -> str:
        """As JSON, in ASCII."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, line: str) -> Reply:
        """From ``line()``."""
        data = json.loads(line)
        known = data["known"]
        return cls(
            ReplyKind(data["kind"]),
            data["document"],
            None if known is None else Known(known["fingerprint"], tuple(known["reads"])),
        )


def empty_document(problem: str) -> dict[str, Any]:
    """The result of a project of which nothing is known but why."""
    return {
        "version": VERSION,
        "django": None,
        "violated": False,
        "modules": [],
        "calls": [],
        "ways_out": [],
        "codes": {},
        "findings": [],
        "problems": [problem],
        "notes": [],
        "left_out": {},
    }


VERSION = 1
"""Of the keys of a result; a changed meaning needs a new one."""

"""The summary for a terminal, and for a pipe as plain text without colours or lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flake8_session_expiry.audit.lifetimes import CLASSES
from flake8_session_expiry.audit.requests import ReplyKind
from flake8_session_expiry.audit.since import Since
from flake8_session_expiry.audit.totals import ProjectTotals, Totals
from flake8_session_expiry.codes import names
from flake8_session_expiry.console import is_coloured, printable
from flake8_session_expiry.policy.labels import ANSWERS
from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import Answer

_MOST: Final = 15
_MOST_CHANGES: Final = 20
_MOST_LINES: Final = 5
DEVELOPMENT: Final = "settings for development"
SHOWN_ANSWERS: Final = (Answer.NO, Answer.DEPENDS, Answer.UNKNOWN, Answer.YES)
Cell = str | int
_REPLY_WORDS: Final = {
    ReplyKind.DONE: "looked at",
    ReplyKind.UNCHANGED: "unchanged since they were looked at",
    ReplyKind.LOST: "given up",
}


class _Writer:
    """Prints titles and tables, with lines and colours or as plain columns."""

    def __init__(self, color: str) -> None:
        has_colours = is_coloured(sys.stdout, color)
        self.is_plain = not (sys.stdout.isatty() or has_colours)
        self._console = Console(
            markup=False,
            highlight=False,
            emoji=False,
            force_terminal=has_colours or None,
            no_color=not has_colours,
        )

    def line(self, text: str, style: str = "") -> None:
        if self.is_plain:
            print(printable(text))
        else:
            self._console.print(Text(printable(text), style=style))

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """The first column is text, the others are numbers if their cells are."""
        if not rows:
            return
        self.line("")
        self.line(title, "bold")
        texts = [[printable(str(cell)) for cell in row] for row in rows]
        if self.is_plain:
            self._plain(columns, texts)
            return
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for column, cell in zip(columns, rows[0], strict=True):
            table.add_column(column, justify="right" if isinstance(cell, int) else "left", overflow="fold")
        for row in texts:
            table.add_row(*map(Text, row))
        self._console.print(table)

    def _plain(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            print(f"  {'  '.join(cells)}".rstrip())


def show_totals(totals: Totals, replies: Mapping[ReplyKind, int], changes: Since | None, color: str) -> None:
    """Print the summary on standard output."""
    out = _Writer(color)
    out.line(first_line(totals), "bold")
    done = [f"{number:,} {words}" for kind, words in _REPLY_WORDS.items() if (number := replies.get(kind))]
    out.line(", ".join(done))
    out.table("How long a session lives unused", ("Lifetime", "Projects"), list(_lifetimes(totals)))
    answers = [ANSWERS[answer] for answer in SHOWN_ANSWERS]
    out.table("Verdicts by setting", ("Setting", *answers), list(_verdicts(totals)))
    out.table("Findings", ("Rule", "Findings", "Projects"), list(_findings(totals)))
    worst = [project for project in totals.worst_first if project.violations or project.findings][:_MOST]
    columns = ("Project", "Violations", "Findings", "Not sure", "Django", "Lifetime")
    out.table("The worst projects", columns, [_project(each) for each in worst])
    unread = [project for project in totals.projects if project.problems][:_MOST]
    lines = [(project.name, project.problems, project.unread[0]) for project in unread]
    out.table("What could not be read", ("Project", "Lines", "The first one"), lines)
    if changes is not None:
        _show_changes(out, changes)


def first_line(totals: Totals) -> str:
    """``3 projects: 2 with violations of the profile, 1 with findings, 1 not read whole``."""
    parts = [
        f"{totals.number('violations')} with violations of the profile",
        f"{totals.number('findings')} with findings",
        f"{totals.number('problems')} not read whole",
    ]
    return f"{counted(len(totals.projects), 'project')}: {', '.join(parts)}"


def counted(number: int, what: str) -> str:
    """``1 project``, ``2 projects``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def lifetime_words(project: ProjectTotals) -> str:
    """The lifetime of one project."""
    words = project.lifetime_class if project.lifetime is None else length(project.lifetime)
    return f"{words} ({DEVELOPMENT})" if project.is_of_development else words


def _lifetimes(totals: Totals) -> Iterator[tuple[Cell, ...]]:
    return ((each, totals.lifetimes[each]) for each in CLASSES if totals.lifetimes[each])


def _verdicts(totals: Totals) -> Iterator[tuple[Cell, ...]]:
    for name, found in totals.answers.items():
        yield name, *(found[answer] for answer in SHOWN_ANSWERS)


def _findings(totals: Totals) -> Iterator[tuple[Cell, ...]]:
    known = names()
    for code, number in sorted(totals.codes.items(), key=lambda item: (-item[1], item[0])):
        yield f"{code} {known[code]}", number, totals.projects_by_code[code]


def _project(each: ProjectTotals) -> tuple[Cell, ...]:
    numbers = (len(each.violations), each.findings, len(each.unsure))
    return each.name, *numbers, each.django or "", lifetime_words(each)


def since_line(changes: Since) -> str:
    """``Since run 3 of 2026-…: 1 project worse, 2 better, 1 new, 0 gone``."""
    return (
        f"Since run {changes.run} of {changes.begun}: {counted(len(changes.worse), 'project')} worse,"
        f" {len(changes.better)} better, {len(changes.added)} new, {len(changes.gone)} gone"
    )


def _show_changes(out: _Writer, changes: Since) -> None:
    out.line("")
    out.line(since_line(changes), "bold")
    _show_list(out, "worse", ((each.name, each.worse) for each in changes.worse))
    _show_list(out, "better, not any more", ((each.name, each.better) for each in changes.better))
    for what, found in (("new", changes.added), ("gone", changes.gone)):
        for name in found[:_MOST_CHANGES]:
            out.line(f"  {what}: {name}")


def _show_list(out: _Writer, what: str, changes: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    found = list(changes)
    for name, lines in found[:_MOST_CHANGES]:
        out.line(f"  {what}: {name}")
        for line in lines[:_MOST_LINES]:
            out.line(f"    {line}")
        if len(lines) > _MOST_LINES:
            out.line(f"    and {len(lines) - _MOST_LINES} more")
    if len(found) > _MOST_CHANGES:
        out.line(f"  and {len(found) - _MOST_CHANGES} more")

"""The report for a terminal (and for a pipe: the same text without colours), from 60 columns on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flake8_session_expiry.console import is_coloured
from flake8_session_expiry.policy import labels
from flake8_session_expiry.policy.report import (
    Answer,
    ExpiryCall,
    ModulePolicy,
    Policy,
    Possibility,
    Row,
    Story,
    Verdict,
    WaysOut,
)
from flake8_session_expiry.policy.timeline import FAR, Lane, Look, Mark, Picture, picture_of
from flake8_session_expiry.policy.violations import Violation, plain, violations
from flake8_session_expiry.settings.effective import Certainty

_WIDE: Final = 120
_NARROWEST: Final = 60
_LABEL: Final = 10
_LONGEST_NAME: Final = len("SESSION_EXPIRE_AT_BROWSER_CLOSE")
_STYLES: Final = {
    Answer.YES: "green",
    Answer.NO: "bold red",
    Answer.DEPENDS: "yellow",
    Answer.UNKNOWN: "yellow",
    Answer.UNENFORCED: "yellow",
    Answer.NONE: "dim",
}
_CERTAINTY_STYLES: Final = {Certainty.KNOWN: "dim", Certainty.CONDITIONAL: "yellow", Certainty.UNKNOWN: "yellow"}
_LOOKS: Final = {Look.VALID: ("━", "="), Look.OPEN: ("┅", "~"), Look.LEFT: ("░", "."), Look.UNSURE: ("╌", "-")}
_LOOK_STYLES: Final = {Look.VALID: "cyan", Look.OPEN: "magenta", Look.LEFT: "dim", Look.UNSURE: "dim cyan"}
_RENEWS, _DOES_NOT, _LIMIT = ("●", "@"), ("○", "o"), ("┃", "|")


def show(policy: Policy, color: str) -> None:
    """Print the report on standard output; ``color`` is auto, always or never, as in flake8."""
    has_colours = is_coloured(sys.stdout, color)
    console = Console(
        markup=False,
        highlight=False,
        emoji=False,
        force_terminal=has_colours or None,
        no_color=not has_colours,
    )
    console.width = max(console.width, _NARROWEST)
    for part in _Layout(console.width, ascii_only=not _is_unicode(sys.stdout.encoding)).report(policy):
        console.print(part)


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "").startswith("utf")


class _Layout:
    """The parts of the report for one width."""

    def __init__(self, width: int, *, ascii_only: bool) -> None:
        self.width = width
        self.ascii_only = ascii_only

    def report(self, policy: Policy) -> Iterator[RenderableType]:
        """All parts, in order."""
        of = f" of {', '.join(policy.roots)}" if policy.roots else ""
        yield self._text(f"{labels.TITLE}{of}", "bold")
        yield self._text(labels.profile_words(policy), "dim")
        yield from self._violations(policy)
        for line in labels.unfollowed_words(policy):
            yield self._text(f"Note: {line}", "yellow")
        for module in policy.modules:
            yield from self._module(module)
        yield self._text()
        yield self._text(labels.CALLS_TITLE, "bold")
        yield from self._calls(policy)
        for ways in policy.ways_out:
            yield from self._ways(ways)

    def _text(self, text: str = "", style: str = "") -> Text:
        return Text(text.encode("ascii", "replace").decode() if self.ascii_only else text, style=style)

    def _indented(self, part: RenderableType, by: int = 2) -> Padding:
        return Padding(part, (0, 0, 0, by))

    # -- what to change ------------------------------------------------------------------------------------------------

    def _violations(self, policy: Policy) -> Iterator[RenderableType]:
        yield self._text()
        yield self._text(labels.VIOLATIONS_TITLE, "bold")
        found = violations(policy)
        if not found:
            yield self._indented(self._text(labels.NO_VIOLATIONS))
        for each in found:
            yield self._violation(each)

    def _violation(self, violation: Violation) -> Padding:
        verdict = violation.verdict
        grid = Table.grid()
        head = self._text(labels.ANSWERS[verdict.answer], _STYLES[verdict.answer])
        head.append(f"  {violation.name}", "bold").append(f"  {violation.place}", "not bold dim")
        uncounted = "" if violation.counts or verdict.answer is Answer.DEPENDS else f"  ({labels.NOT_COUNTED})"
        grid.add_row(head.append(uncounted, "not bold dim"))
        grid.add_row(self._text(f"{violation.words}; {verdict.reason}").append(f" ({verdict.source})", "dim"))
        grid.add_row(self._text("write: ", "bold").append(plain(verdict.write), "not bold"))
        return Padding(grid, (1, 0, 0, 2))

    def _module(self, module: ModulePolicy) -> Iterator[RenderableType]:
        yield self._text()
        yield self._text(module.name, "bold underline").append(
            f"  {labels.module_words(module)}", "not bold not underline dim"
        )
        for condition, summary in labels.summaries(module):
            yield self._indented(
                self._text(f"If {condition}: " if condition else "", "bold").append(summary, "not bold")
            )
        for note in module.notes:
            yield self._indented(self._text(f"Note: {note}", "yellow"))
        yield self._text()
        yield self._table(module) if self.width >= _WIDE else self._stack(module)
        for story in module.stories:
            yield self._text()
            yield self._indented(self._text(labels.ENDINGS_TITLE, "bold").append(self._if(story), "not bold"))
            drawn = picture_of(story)
            if drawn is not None:
                yield self._indented(self._picture(drawn))
            yield self._indented(self._endings(story))

    def _if(self, story: Story) -> str:
        return f", if {story.lifetime.condition}" if story.lifetime.condition else ""

    # -- the settings --------------------------------------------------------------------------------------------------

    def _verdict(self, verdict: Verdict) -> Text:
        return self._text(labels.verdict_words(verdict), _STYLES[verdict.answer])

    def _certainty(self, certainty: Certainty) -> Text:
        return self._text(labels.CERTAINTIES[certainty], _CERTAINTY_STYLES[certainty])

    def _table(self, module: ModulePolicy) -> Table:
        table = Table(
            box=box.ASCII if self.ascii_only else box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True
        )
        table.add_column("Setting", width=_LONGEST_NAME, overflow="fold")
        table.add_column("Value", ratio=12, overflow="fold")
        table.add_column("Where it is set", ratio=8, overflow="fold")
        table.add_column("Certain?", width=8)
        table.add_column("Allowed?", ratio=8, overflow="fold")
        for group in module.groups:
            table.add_row(self._text(group.title, "bold cyan"))
            for row in group.rows:
                table.add_row(
                    self._text(row.name).append(f"\n{row.question}", "dim"),
                    self._lines([each.words for each in row.possible]),
                    self._lines([labels.place_words(each, module.django) for each in row.possible], "dim"),
                    self._certainty(row.certainty),
                    self._verdict(row.verdict),
                )
        return table

    def _lines(self, lines: list[str], style: str = "") -> Text:
        several = len(lines) > 1
        return self._text("\n".join(f"{i}. {line}" if several else line for i, line in enumerate(lines, 1)), style)

    def _stack(self, module: ModulePolicy) -> Table:
        """One setting below the other, for narrow terminals."""
        table = Table.grid(padding=(0, 1))
        table.add_column()
        for group in module.groups:
            table.add_row(self._text(group.title, "bold cyan"))
            for row in group.rows:
                table.add_row(self._block(row, module))
        return table

    def _block(self, row: Row, module: ModulePolicy) -> Padding:
        grid = Table.grid()
        several = len(row.possible) > 1
        grid.add_row(self._text(row.name, "bold").append(f"  {row.question}", "not bold dim"))
        for each in row.possible if several else ():
            grid.add_row(Padding(self._possible(each, module), (0, 0, 0, 2)))
        facts = self._certainty(row.certainty)
        if not several:
            grid.add_row(Padding(self._text(row.possible[0].words), (0, 0, 0, 2)))
            facts.append(f", {labels.place_words(row.possible[0], module.django)}", "dim")
        if row.verdict.answer is not Answer.NONE:
            facts.append("; allowed? ", "dim").append_text(self._verdict(row.verdict))
        grid.add_row(Padding(facts, (0, 0, 0, 2)))
        return Padding(grid, (0, 0, 0, 2))

    def _possible(self, each: Possibility, module: ModulePolicy) -> Text:
        return self._text(f"- {each.words}").append(f" ({labels.place_words(each, module.django)})", "dim")

    # -- what ends it --------------------------------------------------------------------------------------------------

    def _endings(self, story: Story) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column()
        for ending in story.endings:
            words = self._text(ending.words)
            if ending.verdict.answer is not Answer.NONE:
                words.append(" ").append_text(self._verdict(ending.verdict))
            grid.add_row(self._text(ending.what, "bold"), words)
        return grid

    def _picture(self, drawn: Picture) -> Text:
        columns = min(self.width - _LABEL - 4, 100)
        text = self._marks(drawn.marks, columns)
        for lane in drawn.lanes:
            text.append_text(self._lane(lane, columns))
        return text

    def _glyph(self, pair: tuple[str, str]) -> str:
        return pair[1] if self.ascii_only else pair[0]

    def _marks(self, marks: tuple[Mark, ...], columns: int) -> Text:
        symbols, labels = [" "] * columns, ""
        for mark in marks:
            at = _column(mark.at, columns)
            symbols[at] = self._glyph(_RENEWS if mark.renews else _DOES_NOT)
            labels = f"{labels:<{at}}{mark.label.split()[0]} "
        text = Text(f"{'Visitor':<{_LABEL}}", style="bold").append("".join(symbols).rstrip(), "not bold")
        renews, does_not = self._glyph(_RENEWS), self._glyph(_DOES_NOT)
        legend = f"{renews} starts the time again   {does_not} does not"
        room = columns - len(labels) - len(legend)
        text.append(f"\n{'':<{_LABEL}}{labels}", "not bold dim")
        return text.append(f"{'':<{room}}{legend}\n" if room > 1 else "\n", "not bold dim")

    def _lane(self, lane: Lane, columns: int) -> Text:
        text = Text(f"{lane.label:<{_LABEL}}", style="bold")
        cells: list[tuple[str, str]] = [(" ", "")] * columns
        for span in lane.spans:
            first, last = _column(span.start, columns), _column(span.end, columns)
            cells[first : last + 1] = [(self._glyph(_LOOKS[span.look]), _LOOK_STYLES[span.look])] * (last + 1 - first)
        words = lane.words
        if lane.limit is not None:
            cells[_column(lane.limit[0], columns)] = (self._glyph(_LIMIT), "bold yellow")
            words = f"{words} ({self._glyph(_LIMIT)} {lane.limit[1]})"
        for glyph, style in cells:
            text.append(glyph, f"not bold {style}")
        return text.append(f"\n{'':<{_LABEL}}{words}\n", "not bold dim")

    # -- the calls -----------------------------------------------------------------------------------------------------

    def _calls(self, policy: Policy) -> Iterator[RenderableType]:
        calls = policy.calls_in_code
        if not calls:
            yield self._indented(self._text(labels.NO_CALLS))
        else:
            yield self._indented(self._text(labels.CALLS_NOTE, "dim"))
        for call in calls:
            yield self._call(call)
        if more := labels.tests_words(policy):
            yield self._indented(self._text(more, "dim"))

    def _call(self, call: ExpiryCall) -> Padding:
        grid = Table.grid()
        head = self._text(labels.call_place(call), "bold").append(f"  {labels.call_function(call)}", "not bold dim")
        grid.add_row(head.append(f"  {labels.CERTAINTIES[call.certainty]}", _CERTAINTY_STYLES[call.certainty]))
        grid.add_row(self._text(f"{call.method}({call.code})", "dim"))
        grid.add_row(self._lines([labels.possible_words(each) for each in call.possible]))
        if call.verdict.answer is not Answer.NONE:
            grid.add_row(self._text("allowed? ", "dim").append_text(self._verdict(call.verdict)))
        return Padding(grid, (1, 0, 0, 2))

    # -- the ways out --------------------------------------------------------------------------------------------------

    def _ways(self, ways: WaysOut) -> Iterator[RenderableType]:
        yield self._text()
        yield self._text(labels.WAYS_TITLE, "bold").append(f"  {labels.ways_place(ways)}", "not bold dim")
        yield self._indented(self._text(labels.WAYS_NOTE if ways.routes else labels.NO_WAYS, "dim"))
        for line in ways.unread:
            yield self._indented(self._text(f"Note: {line}", "yellow"))
        for way in ways.routes:
            grid = Table.grid()
            grid.add_row(self._text(way.address, "bold").append(f"  {labels.way_name(way)}", "not bold dim"))
            grid.add_row(self._text(f"{way.view}: {way.words}"))
            for link in way.links:
                grid.add_row(self._text(f"- {labels.link_words(link)}", "yellow"))
            yield Padding(grid, (1, 0, 0, 2))


def _column(place: float, columns: int) -> int:
    return round(place / FAR * (columns - 1))

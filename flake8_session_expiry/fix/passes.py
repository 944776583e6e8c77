"""Repairs one text: checks it, repairs what may be repaired, and checks it again, until nothing changes any more."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import libcst as cst

from flake8_session_expiry.check import Checked, check_with_rules
from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.findings import Finding, Fix
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.apply import Applied, apply_repairs, without_conflicts
from flake8_session_expiry.fix.repairs import Repair, repair
from flake8_session_expiry.fix.selection import SAFE_FIXES, Selection
from flake8_session_expiry.fix.spans import Span, Spans
from flake8_session_expiry.options import Options
from flake8_session_expiry.runner import crash_finding

MOST_PASSES = 10
_MOST_TRIED_ALONE = 10
"""The whole file is checked for each; in the next pass others get their turn."""
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Problem:
    """
    Why a file could not be analysed or repaired, in one line; ``place`` is line and column, both from 1, if there is a
    place.
    """

    text: str
    place: tuple[int, int] | None = None

    def __str__(self) -> str:
        return self.text if self.place is None else f"{self.place[0]}:{self.place[1]}: {self.text}"


@dataclass(frozen=True)
class Result:
    """
    The result for one text. ``text`` is unchanged where ``problems`` kept the fixes from being made.

    ``applied`` are the findings that were repaired, pass by pass, each with its place in the text of that pass. Those
    that remain are in three lists: ``unsafe`` fixes, which were not requested, would repair them; fixes of codes that
    were ``left_out`` would; or there is no fix (``unfixable``).
    """

    text: str
    applied: list[Finding] = field(default_factory=list)
    unsafe: list[Finding] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    unfixable: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def fix_source(name: str, text: str, options: Options, selection: Selection = SAFE_FIXES) -> Result:
    """
    Repair the text of the file ``name``. A byte order mark stays.

    Raises SourceError where Python itself refuses the text.
    """
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    state = first = State.of(SourceFile(name, text.removeprefix(mark)), options, selection)
    applied: list[Finding] = []
    made: list[Finding] = []
    try:
        for _ in range(MOST_PASSES):
            step = _step(state, options)
            if step is None:
                return Result(mark + state.source.text, applied, *_left(state, options), state.problems())
            state, made = step
            applied += made
    except _OwnBug as bug:
        return _untouched(first, mark, str(bug))
    codes = ", ".join(sorted({finding.code for finding in made}))
    return _untouched(first, mark, f"the fixes of {codes} do not reach an end")


class _OwnBug(Exception):
    """The result of repairs is no Python: the file stays as it was."""


@dataclass
class State:
    """
    A text, its findings (``wanted`` are those that flake8 would print) and the repairs of those that may be repaired.

    ``crashes`` are the exceptions in ``fix()`` of rules, as DSE900.
    """

    source: SourceFile
    checked: Checked
    selection: Selection
    wanted: list[Finding] = field(init=False)
    crashes: list[Finding] = field(default_factory=list)
    _ready: dict[int, tuple[Fix, Repair | None]] = field(default_factory=dict)
    """The repairs by the identities of their fixes, which are kept here."""

    @classmethod
    def of(cls, source: SourceFile, options: Options, selection: Selection) -> State:
        return cls(source, check_with_rules(source, options), selection)

    def __post_init__(self) -> None:
        found = [finding for finding in self.checked.findings if finding.code not in ENGINE_CODES]
        self.wanted = self.selection.of(self.source.text, found)

    def problems(self) -> list[Problem]:
        """Why the text could not be analysed, or a fix not be made."""
        own = [finding for finding in self.checked.findings if finding.code in ENGINE_CODES]
        return [Problem(finding.text, (finding.line, finding.column + 1)) for finding in [*own, *self.crashes]]

    @cached_property
    def places(self) -> Spans:
        """The characters of each finding, with its code; not of a finding about the module as a whole."""
        spans = self.source.spans if self.checked.rules else {}
        found = [(each.node, each.code) for each in self.checked.findings if each.node is not None]
        return Spans((spans[node], code) for node, code in found if not isinstance(node, cst.Module))

    @cached_property
    def repairs(self) -> list[Repair]:
        """The repairs by the rules, safe and unsafe ones."""
        found = []
        for finding in self.wanted:
            if not self.selection.fixable(finding.code):
                continue
            try:
                ready = self._repair(finding)
            except Exception as error:  # a rule that fails must not keep the others from repairing
                self.crashes.append(crash_finding(self.source, finding.code, error, (finding.line, finding.column)))
                continue
            if ready is not None:
                found.append(ready)
        return found

    def left_out(self) -> list[Finding]:
        """The findings that could be repaired if ``--fixable`` or ``--unfixable`` did not exclude their codes."""
        found = []
        for finding in self.wanted:
            if self.selection.fixable(finding.code):
                continue
            with contextlib.suppress(Exception):  # a rule may be excluded because its fix fails
                if self._repair(finding) is not None:
                    found.append(finding)
        return found

    def _repair(self, finding: Finding) -> Repair | None:
        rule = self.checked.rules.get(finding.code)
        fix = None if rule is None or finding.node is None else rule.fix(finding)
        if fix is None:
            return None
        if id(fix) not in self._ready:  # a rule may have one fix for several findings: all uses of a dict
            self._ready[id(fix)] = fix, repair(self.source, finding, fix)
        _, ready = self._ready[id(fix)]
        return None if ready is None else replace(ready, finding=finding)


def _untouched(state: State, mark: str, why: str) -> Result:
    """The result for a file that is left as it was, with all its findings."""
    problem = f"{why}; nothing was changed; this is a bug of flake8-session-expiry, please report it"
    return Result(mark + state.source.text, [], [], [], state.wanted, [*state.problems(), Problem(problem)])


def proposed(state: State, options: Options) -> list[Repair]:
    """The repairs, safe and unsafe ones, that the fixer would make or offer."""
    return _offered_in_turn(state, state.repairs, options)


def _step(state: State, options: Options) -> tuple[State, list[Finding]] | None:
    """One pass: the new state and what was repaired. None if there is nothing to repair."""
    wanted = [each for each in state.repairs if each.safety in state.selection.safety]
    applied, after = _offered(state, wanted, options)
    if applied.text == state.source.text:
        return None
    return after, applied.findings


def _left(state: State, options: Options) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The findings that remain: those that unsafe fixes would repair, those whose codes are excluded, and the rest."""
    rest = [each for each in state.repairs if each.safety not in state.selection.safety]
    left_out = state.left_out()
    unsafe = {id(each.finding) for each in _offered_in_turn(state, rest, options)}
    others = unsafe.union(map(id, left_out))
    return (
        [each for each in state.wanted if id(each) in unsafe],
        left_out,
        [each for each in state.wanted if id(each) not in others],
    )


def _offered_in_turn(state: State, repairs: Sequence[Repair], options: Options) -> list[Repair]:
    """Those of some repairs that can be made without a new finding; of two that overlap each may be among them."""
    offered: set[int] = set()
    changes = {id(each.splices): each for each in reversed(repairs)}  # once, where they are those of several findings
    rest = list(changes.values())
    while tried := without_conflicts(state.source, rest):
        offered.update(id(each.splices) for each in _offered(state, tried, options)[0].repairs)
        rest = _without(rest, tried)
    return [each for each in repairs if id(each.splices) in offered]


def _without(repairs: Sequence[Repair], others: Sequence[Repair]) -> list[Repair]:
    taken = set(map(id, others))
    return [each for each in repairs if id(each) not in taken]


def _offered(state: State, repairs: Sequence[Repair], options: Options) -> tuple[Applied, State]:
    """Make those repairs in whose own code no rule reports anything new; with the findings of the new text."""
    applied, after = _tried(state, repairs, options)
    suspects = _reported(state, applied, after)
    if suspects and len(applied.repairs) > 1:  # what is reported in the code of one may be due to another
        innocent = [
            each for each in suspects[:_MOST_TRIED_ALONE] if not _reported(state, *_tried(state, [each], options))
        ]
        suspects = _without(suspects, innocent) or suspects
    if suspects:
        return _offered(state, _without(repairs, suspects), options)
    return applied, after


def _tried(state: State, repairs: Sequence[Repair], options: Options) -> tuple[Applied, State]:
    try:
        applied = apply_repairs(state.source, repairs)
        if not applied.repairs:
            return applied, state
        return applied, State.of(SourceFile(state.source.name, applied.text), options, state.selection)
    except SourceError as error:
        codes = ", ".join(sorted({each.finding.code for each in repairs}))
        raise _OwnBug(f"the fixes of {codes} give code that {error}") from error


_OF_WHAT_WAS_MEANT = frozenset({"DSE504", "DSE507", "DSE508", "DSE511"})


def _reported(state: State, applied: Applied, after: State) -> list[Repair]:
    """
    The repairs in whose own code a code is reported that was not reported there before.

    Rules about an engine or a length in production do not count: the module of a misspelt SESSION_ENGINE is the right
    repair whatever engine that is.
    """
    found = []
    for each, region in zip(applied.repairs, applied.regions, strict=True):
        before = _codes(state, [(splice.start, splice.end) for splice in each.splices])
        now = _codes(after, region)
        before[each.finding.code] = max(0, before[each.finding.code] - 1)
        if (now - before).keys() - _OF_WHAT_WAS_MEANT:
            found.append(each)
    return found


def _codes(state: State, region: Sequence[Span]) -> Counter[str]:
    """How often each code is reported for code that touches a region (twice, where it touches two parts of it)."""
    return Counter(code for span in region for code in state.places.overlapping(span))

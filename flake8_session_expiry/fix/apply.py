"""
Splices repairs into the text of a file: all that do not overlap, each with all of its edits or not at all. Every other
character stays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, NeededImport
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix import import_statements
from flake8_session_expiry.fix.repairs import Repair, Splice
from flake8_session_expiry.fix.spans import Span, Spans

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Applied:
    """The new text, the repairs that were made and, for each of them, the characters of the new text that it wrote."""

    text: str
    repairs: list[Repair]
    regions: list[list[Span]]

    @property
    def findings(self) -> list[Finding]:
        """The findings that were repaired."""
        return [each.finding for each in self.repairs]


@dataclass
class _Text:
    """A text that is being changed, and spans of it that are moved by each change."""

    text: str
    regions: list[list[Span]] = field(default_factory=list)

    def splice(self, change: Splice) -> None:
        """Make one change. It must not begin or end inside of a region."""
        self.text = self.text[: change.start] + change.text + self.text[change.end :]
        shift = len(change.text) - (change.end - change.start)
        self.regions = [
            [(start + shift, end + shift) if start >= change.end else (start, end) for start, end in region]
            for region in self.regions
        ]


def apply_repairs(source: SourceFile, repairs: Sequence[Repair]) -> Applied:
    """
    Make as many of these repairs as do not overlap. Raises SourceError where the result is no Python: a bug of a rule.
    """
    made = without_conflicts(source, repairs)
    if not made:
        return Applied(source.text, [], [])
    changed = _spliced(source.text, made)
    for needed in dict.fromkeys(needed for each in made for needed in each.imports):
        if splice := import_statements.addition(SourceFile(source.name, changed.text), needed):
            changed.splice(splice)
    taken = _names_taken(source, made)
    while splice := import_statements.removal(SourceFile(source.name, changed.text), taken):
        changed.splice(splice)
    return Applied(changed.text, made, changed.regions)


def without_conflicts(source: SourceFile, repairs: Sequence[Repair]) -> list[Repair]:
    """The repairs, by place and code, without those that overlap an earlier one: these are made in the next pass."""
    if not repairs or not source.spans_are_true:
        return []
    taken = Spans()
    lost: dict[cst.CSTNode, int] = {}
    names: dict[str, NeededImport] = {}
    clashing = {
        needed: import_statements.clashes(source.python_tree, needed)
        for needed in dict.fromkeys(needed for each in repairs for needed in each.imports)
    }
    found: list[Repair] = []
    for each in sorted(repairs, key=lambda each: (each.splices[0].start, each.finding.code)):
        if any(True for span in _touched(each) for _ in taken.overlapping(span)) or _empties(each, lost):
            continue
        if any(
            clashing[needed] or names.get(import_statements.bound_name(needed), needed) != needed
            for needed in each.imports
        ):
            continue
        found.append(each)
        for span in _touched(each):
            taken.add(span)
        names |= {import_statements.bound_name(needed): needed for needed in each.imports}
        for block, number in each.emptying:
            lost[block] = lost.get(block, 0) + number
    return found


def _touched(each: Repair) -> Iterator[Span]:
    yield from each.claims
    yield from ((splice.start, splice.end) for splice in each.splices)


def _empties(each: Repair, lost: dict[cst.CSTNode, int]) -> bool:
    """Whether this repair and those before it would take out all statements of a block."""
    return any(
        isinstance(block, cst.IndentedBlock) and lost.get(block, 0) + number >= len(block.body)
        for block, number in each.emptying
    )


def _spliced(text: str, repairs: Sequence[Repair]) -> _Text:
    owned = sorted(
        ((splice, index) for index, each in enumerate(repairs) for splice in each.splices),
        key=lambda pair: (pair[0].start, pair[0].end),
    )
    parts: list[str] = []
    regions: list[list[Span]] = [[] for _ in repairs]
    done = length = 0
    for splice, index in owned:
        parts += [text[done : splice.start], splice.text]
        start = length + splice.start - done
        length = start + len(splice.text)
        done = splice.end
        regions[index].append((start, length))
    return _Text("".join([*parts, text[done:]]), regions)


def _names_taken(source: SourceFile, repairs: Sequence[Repair]) -> list[str]:
    """
    The names in replaced code, in order: if one was imported and is not used any more, its import is taken out, too.
    """
    used = {node.id for node in ast.walk(source.python_tree) if isinstance(node, ast.Name)}
    splices = [splice for each in repairs for splice in each.splices]
    words = (word for splice in splices for word in _WORD.findall(source.text[splice.start : splice.end]))
    return list(dict.fromkeys(word for word in words if word in used))

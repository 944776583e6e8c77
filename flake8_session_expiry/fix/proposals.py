"""The fix of each finding of a text as changes of characters: for callers that show fixes and do not make them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from os.path import commonprefix

from flake8_session_expiry.engine.findings import Finding, Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.apply import apply_repairs
from flake8_session_expiry.fix.passes import State, proposed
from flake8_session_expiry.fix.repairs import Repair, Splice
from flake8_session_expiry.fix.selection import Selection
from flake8_session_expiry.options import Options

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Proposal:
    """A finding and its fix, if it has one: ``splices`` are all changes, also those of imports, by place."""

    finding: Finding
    safety: Safety | None = None
    splices: tuple[Splice, ...] = ()


def proposals(source: SourceFile, options: Options, selection: Selection) -> list[Proposal]:
    """
    The findings of one file that are selected, by place and code, each with its fix: that of the fixer, made alone.

    Raises SourceError where Python refuses the text.
    """
    state = State.of(source, options, selection)
    fixes: dict[int, Proposal] = {}
    with suppress(Exception):  # a fix that fails is a bug of ours, which the fixer reports; the findings stay
        imported = _imported_names(source)
        for repair in proposed(state, options):
            if splices := _splices(source, repair, imported):
                fixes[id(repair.finding)] = Proposal(repair.finding, repair.safety, splices)
    wanted = selection.of(source.text, state.checked.findings)
    return [fixes.get(id(finding), Proposal(finding)) for finding in wanted]


def _splices(source: SourceFile, repair: Repair, imported: frozenset[str]) -> tuple[Splice, ...]:
    """All changes of one fix. Those of imports take long to find, so they are looked for where there may be any."""
    words = {word for each in repair.splices for word in _WORD.findall(source.text[each.start : each.end])}
    if not repair.imports and imported.isdisjoint(words):
        return repair.splices
    return tuple(differences(source.text, apply_repairs(source, [repair]).text))


def _imported_names(source: SourceFile) -> frozenset[str]:
    imports = (node for node in ast.walk(source.python_tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return frozenset((each.asname or each.name).partition(".")[0] for node in imports for each in node.names)


def differences(old: str, new: str) -> Iterator[Splice]:
    """The changes that make ``new`` of ``old``, by place: of lines that differ only the part that does."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _number_of_common(before, after)
    tail = _number_of_common(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    starts = [sum(map(len, old.splitlines(keepends=True)[:head]))]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, first, last, first_new, last_new in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _narrowed(starts[first], "".join(before[first:last]), "".join(after[first_new:last_new]))


def _number_of_common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _narrowed(start: int, old: str, new: str) -> Splice:
    """One change without what is the same at its beginning and at its end."""
    head = len(commonprefix([old, new]))
    old, new = old[head:], new[head:]
    tail = len(commonprefix([old[::-1], new[::-1]]))
    return Splice(start + head, start + head + len(old) - tail, new[: len(new) - tail])

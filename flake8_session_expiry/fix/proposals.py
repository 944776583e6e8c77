"""The fix of each finding of a text as changes of characters: for callers that show fixes and do not make them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flake8_session_expiry.engine.findings import Finding, Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import State, proposed
from flake8_session_expiry.fix.repairs import Splice
from flake8_session_expiry.fix.selection import Selection
from flake8_session_expiry.fix.single_fixes import SingleFixes
from flake8_session_expiry.options import Options


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
        alone = SingleFixes(source)
        for repair in proposed(state, options):
            if splices := alone.changes(repair):
                fixes[id(repair.finding)] = Proposal(repair.finding, repair.safety, splices)
    wanted = selection.of(source.text, state.checked.findings)
    return [fixes.get(id(finding), Proposal(finding)) for finding in wanted]

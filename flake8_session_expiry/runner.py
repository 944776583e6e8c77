"""
Runs rules in one file: LibCST parses it, it is walked once with all of them, and their reports become findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import libcst as cst

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.dispatch import Dispatcher, Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.overlaps import SILENCES
from flake8_session_expiry.rules.registry import rule as rule_of
from flake8_session_expiry.rules.rule import Report, Rule
from flake8_session_expiry.sessions.binder import Binder, ScopeEnd
from flake8_session_expiry.sessions.effects import Effects
from flake8_session_expiry.sessions.event_emitter import EventEmitter
from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.members import Members
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.settings.event_emitter import SettingEmitter

ListenerT = TypeVar("ListenerT", bound=Visitor)


class Analysis(Generic[ListenerT]):
    """
    One file, its model, and the listeners (rules), which are made with the model.

    ``visitors`` are called for each node in the order that is necessary: the binder first, then the emitters of events,
    then the listeners, and the end of scopes last. ``crashes`` are the visitors that raised, each with its exception
    and the node at which it was raised.
    """

    def __init__(self, source: SourceFile, options: Options, listeners: Iterable[Callable[[Model], ListenerT]]) -> None:
        module = ModuleFacts.of(source, options)
        frames, here = Frames(), Position()
        types = Inference(module, frames, here)
        values = ValueScope(module.symbols, types, frames)
        effects = Effects(module.symbols)
        self.model = Model(
            source=source,
            options=options,
            symbols=module.symbols,
            frameworks=module.frameworks,
            is_test=module.is_test,
            shows_django=module.shows_django,
            members=Members(module),
            effects=effects,
            types=types,
            values=values,
            here=here,
        )
        self.listeners: list[ListenerT] = [listener(self.model) for listener in listeners]
        self._emitters = (
            EventEmitter(module, here, types, values, effects),
            SettingEmitter(source, options, module.symbols, values.at),
        )
        binder = Binder(module, frames, here, types)
        self.visitors: list[Visitor] = [
            binder,
            *self._emitters,
            *self.listeners,
            ScopeEnd(frames, here),
        ]
        self.crashes: Mapping[Visitor, tuple[Exception, cst.CSTNode]] = {}

    def connect(self, emit: Callable[[Event], None]) -> None:
        """From now on the emitters call ``emit`` with each event."""
        for emitter in self._emitters:
            emitter.emit = emit

    def walk(self) -> None:
        """Walk the file once."""
        dispatcher = Dispatcher(self.visitors)
        self.connect(dispatcher.emit)
        dispatcher.walk(self.model.source.tree)
        self.crashes = dispatcher.crashes


def analyse(
    source: SourceFile, options: Options, listeners: Iterable[Callable[[Model], ListenerT]]
) -> Analysis[ListenerT]:
    """
    Walk a file with these listeners: their methods for events (``on_session_call``) and nodes (``visit_Call``) are
    called.

    Raises SourceError as ``source.tree`` does.
    """
    analysis = Analysis(source, options, listeners)
    analysis.walk()
    return analysis


def run_rules(source: SourceFile, options: Options, codes: Sequence[str]) -> tuple[list[Finding], Mapping[str, Rule]]:
    """
    The findings of these rules in one file, sorted by place and code, and the rules by code, whose ``fix()`` the fixer
    calls.

    Raises SourceError where LibCST refuses the file, or our own recognition of sessions fails.
    """
    analysis = analyse(source, options, [rule_of(code) for code in codes])
    for visitor, (error, _) in analysis.crashes.items():
        if not isinstance(visitor, Rule):
            raise SourceError(f"recognising sessions failed {failure(error, fixer_command(source.name))}") from error
    listening = analysis.listeners
    reports = [report for rule in listening if rule not in analysis.crashes for report in rule.reports]
    found = [_finding(source, report) for report in without_overlaps(source.tree, reports)]
    for visitor, (error, node) in analysis.crashes.items():
        assert isinstance(visitor, Rule)
        found.append(crash_finding(source, visitor.code, error, source.position(node)))
    found.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return found, {rule.code: rule for rule in listening}


def crash_finding(source: SourceFile, code: str, error: Exception, position: tuple[int, int]) -> Finding:
    """DSE900: which rule failed, with which exception, and where; a bug of ours, not of the user."""
    text = f"rule {code} failed here {failure(error, fixer_command(source.name))}"
    return Finding("DSE900", printable(text), *position)


def _finding(source: SourceFile, report: Report) -> Finding:
    """
    A message may quote code with control characters for a terminal: these are escaped, for flake8 and for the fixer.
    """
    message = printable(report.message)
    return Finding(report.rule.code, message, *source.position(report.node), node=report.node, facts=report.facts)


def without_overlaps(tree: Tree, reports: Sequence[Report]) -> Iterable[Report]:
    """
    The reports without those that ``overlaps.py`` drops, where several rules report one node, or a node inside of
    another's.

    A rule that reports one node twice (a name that may have two values) is reported once.
    """
    on: dict[cst.CSTNode, set[str]] = {}  # for each node, the codes reported there that silence others
    below: dict[cst.CSTNode, set[str]] = {}  # the same for all that is inside of it
    for report in reports:
        if report.rule.code in SILENCES:
            on.setdefault(report.node, set()).add(report.rule.code)
            for above in tree.ancestors(report.node):
                below.setdefault(above, set()).add(report.rule.code)
    heard: set[tuple[str, cst.CSTNode]] = set()
    for report in reports:
        code, node = report.rule.code, report.node
        if (code, node) in heard:
            continue
        heard.add((code, node))
        rivals = _SILENCED_BY.get(code)
        if rivals is not None:
            near = (below.get(node), on.get(node), *(on.get(above) for above in tree.ancestors(node)))
            if any(codes and not rivals.isdisjoint(codes) for codes in near):
                continue
        yield report


_SILENCED_BY = {
    loser: frozenset(winner for winner, losers in SILENCES.items() if loser in losers)
    for loser in frozenset[str]().union(*SILENCES.values())
}

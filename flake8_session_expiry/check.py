"""The whole story of one file: parse, recognise, rules, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.dispatch import Dispatcher
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.source import SourceError, SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.overlaps import SILENCES
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Report, Rule
from flake8_session_expiry.sessions.event_emitter import Recogniser, ScopeCloser
from flake8_session_expiry.settings.discovery import with_facts
from flake8_session_expiry.settings.event_emitter import SettingsRecogniser


@dataclass(frozen=True)
class Checked:
    """The findings of one file, by place and code, and the rules that made them, by code: a fixer asks these for their fixes."""

    findings: list[Finding]
    rules: Mapping[str, Rule]


def check_source(source: SourceFile, options: Options) -> list[Finding]:
    """
    All findings of one file, by place and code.

    Raises SourceError where Python itself refuses the text (flake8 reports that as E999); what only LibCST refuses is DSE901,
    a rule that fails is DSE900, and neither keeps anything else from being reported.
    """
    return check_with_rules(source, options).findings


def check_with_rules(source: SourceFile, options: Options) -> Checked:
    """``check_source`` for a caller that asks for repairs too. Raises SourceError as it does."""
    _ = source.python_tree
    try:
        return _checked(source, with_facts(options, source.name))
    except SourceError as error:
        return Checked([Finding("DSE901", printable(f"this file was not analysed: {error}"), 1, 0)], {})


def make_visitors(source: SourceFile, options: Options) -> tuple[Recogniser, list[Rule], ScopeCloser]:
    """The visitors of one file in the order in which they must hear of a node: names first, rules, then the closing of scopes."""
    context = SettingsRecogniser(source, options)
    wanted = [
        rule(context)
        for rule in rules()
        if options.wants(rule.code, by_default=rule.enabled_by_default) and (rule.in_tests or not context.is_test)
    ]
    return context, wanted, ScopeCloser(context)


def _checked(source: SourceFile, options: Options) -> Checked:
    context, wanted, closer = make_visitors(source, options)
    dispatcher = Dispatcher([context, *wanted, closer])
    context.emit = dispatcher.emit
    dispatcher.walk(source.tree)
    for visitor, (error, _) in dispatcher.crashes.items():
        if not isinstance(visitor, Rule):
            raise SourceError(
                f"recognising sessions failed ({type(error).__name__}: {error}); please report it"
            ) from error
    reports = [report for rule in wanted if rule not in dispatcher.crashes for report in rule.reports]
    found = [_finding(source, report) for report in without_overlaps(source.tree, reports)]
    for visitor, (error, node) in dispatcher.crashes.items():
        assert isinstance(visitor, Rule)
        found.append(crash_finding(source, visitor.code, error, source.position(node)))
    found.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return Checked(found, {rule.code: rule for rule in wanted})


def crash_finding(source: SourceFile, code: str, error: Exception, position: tuple[int, int]) -> Finding:
    """DSE900: which rule failed, how, and where; a bug of ours, never of the user's."""
    reason = " ".join(str(error).split())
    text = f"rule {code} failed here ({type(error).__name__}: {reason}); this is a bug of flake8-session-expiry, please report it"
    return Finding("DSE900", printable(text), *position)


def _finding(source: SourceFile, report: Report) -> Finding:
    """A message may quote the code, and the code hold what would steer a terminal: it is escaped, for flake8 as for the fixer."""
    message = printable(report.message)
    return Finding(report.rule.code, message, *source.position(report.node), node=report.node, facts=report.facts)


def without_overlaps(tree: Tree, reports: Sequence[Report]) -> Iterable[Report]:
    """
    The reports that are heard where several rules speak of one node, or of one that holds the other.

    A name that was given one of two values is one node: what a rule says of it twice is heard once.
    """
    heard: set[tuple[str, cst.CSTNode]] = set()
    for report in reports:
        if (report.rule.code, report.node) in heard:
            continue
        heard.add((report.rule.code, report.node))
        rivals = (other for other in reports if report.rule.code in SILENCES.get(other.rule.code, ()))
        if not any(
            tree.contains(rival.node, report.node) or tree.contains(report.node, rival.node) for rival in rivals
        ):
            yield report

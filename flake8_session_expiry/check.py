"""
Checks one file, as far as that goes without LibCST: most files end here. For one in which a rule could report something
``runner`` is imported, and with it LibCST and the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.project_facts import with_facts

if TYPE_CHECKING:
    from flake8_session_expiry.rules.rule import Rule


@dataclass(frozen=True)
class Checked:
    """The findings of one file, sorted by place and code, and the rules by code, whose ``fix()`` the fixer calls."""

    findings: list[Finding]
    rules: Mapping[str, Rule]


def check_source(source: SourceFile, options: Options) -> list[Finding]:
    """
    All findings of one file, sorted by place and code.

    Raises SourceError where Python itself refuses the text (flake8 reports that as E999). A text that only LibCST
    refuses is reported as DSE901; an exception in our own code as DSE900. After one in a rule the other rules still
    report.
    """
    return check_with_rules(source, options).findings


def check_with_rules(source: SourceFile, options: Options) -> Checked:
    """``check_source`` for a caller that also needs the fixes. Raises SourceError as it does."""
    try:
        source.refuse_if_too_large()
    except SourceError as error:
        return Checked([_not_analysed(error)], {})
    _ = source.python_tree
    try:
        return _checked(source, with_facts(options, source.name))
    except SourceError as error:
        return Checked([_not_analysed(error)], {})
    except Exception as error:  # the other files are still checked
        return Checked([failed_finding(source.name, error)], {})


def _checked(source: SourceFile, options: Options) -> Checked:
    from flake8_session_expiry.runner import run_rules, wanted_rules

    return Checked(*run_rules(source, options, wanted_rules(source, options)))


def _not_analysed(error: SourceError) -> Finding:
    return Finding("DSE901", printable(f"this file was not analysed: {error}"), 1, 0)


def failed_finding(name: str, error: Exception) -> Finding:
    """
    The finding for a file on which the engine itself fails: DSE900, a bug of ours, or DSE901 where memory ran out.
    """
    code = "DSE901" if isinstance(error, MemoryError) else "DSE900"
    return Finding(code, printable(f"this file was not analysed {failure(error, fixer_command(name))}"), 1, 0)

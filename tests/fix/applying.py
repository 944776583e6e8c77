"""Some fixes made in a text, as the fixer makes those of the rules."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_session_expiry.engine.findings import Finding, Fix
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.apply import Applied, apply_repairs
from flake8_session_expiry.fix.repairs import repair


def apply_fixes(source: SourceFile, fixes: Sequence[tuple[Finding, Fix]]) -> Applied:
    """Make these fixes, as many as go together."""
    ready = [repair(source, finding, fix) for finding, fix in fixes]
    return apply_repairs(source, [each for each in ready if each is not None])

"""What our own fix makes of a piece of code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import Selection
from tests.casefiles import parse_options


def fixed(code: str, stem: str, options: Mapping[str, str], file: str | None = None) -> str | None:
    """
    Repair the findings of one rule, unsafe fixes included; each piece of code once, on however many engines it is run.

    Args:
        code: the flagged code.
        stem: the rule.
        options: facts, ``{"django_version": "5.2", "engine": "db"}``.
        file: where the code stands; by default, a module of its own without a project.

    Returns:
        The repaired code; None if no fix is offered.
    """
    return _fixed(code, stem[:6].upper(), tuple(options.items()), file)


@cache
def _fixed(code: str, rule: str, options: tuple[tuple[str, str], ...], file: str | None) -> str | None:
    usual = "settings.py" if rule > "DSE4" else "tests.py" if "client" in code else "views.py"
    arguments = [f"--session-expiry-{key.replace('_', '-')}={value}" for key, value in options]
    selection = Selection(safety=frozenset(Safety), reports=lambda reported: reported == rule)
    result = fix_source(file or usual, code, parse_options([*arguments, f"--extend-select={rule}"]), selection)
    return result.text if result.applied else None

"""What our own fix makes of a piece of code."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module


def fixed(code: str, stem: str, options: Mapping[str, str]) -> str | None:
    """Repair the findings of one rule, unsafe fixes included.

    Args:
        code: the flagged code.
        stem: the rule.
        options: facts, ``{"django_version": "5.2", "engine": "db"}``.

    Returns:
        The repaired code; None if no fix is offered.
    """
    apply = import_module("flake8_session_expiry.fix.apply")
    result: str | None = apply.repair(code, select=stem, options=options)
    return result

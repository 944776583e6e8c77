"""Finds the rules: every module ``rules/<group>/dseNNN_name.py``. There is no list to add a rule to."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from flake8_session_expiry.codes import stems
from flake8_session_expiry.rules.rule import Rule


def rules() -> tuple[type[Rule], ...]:
    """Every rule class, by code."""
    return tuple(rule(code) for code in stems())


@cache
def rule(code: str) -> type[Rule]:
    """The rule of one code; imports no other. Raises KeyError where there is none."""
    module = import_module(f"{__package__}.{stems()[code]}")
    return next(
        item
        for item in vars(module).values()
        if getattr(item, "__module__", "") == module.__name__
        and isinstance(getattr(item, "code", None), str)
        and isinstance(item, type)
    )

"""Finds the rules: every module ``rules/<group>/dseNNN_name.py``. There is no list to add a rule to."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from flake8_session_expiry.codes import stems
from flake8_session_expiry.rules.rule import Rule


@cache
def rules() -> tuple[type[Rule], ...]:
    """Every rule class, by code."""
    found: list[type[Rule]] = []
    for stem in stems().values():
        module = import_module(f"{__package__}.{stem}")
        found.append(
            next(
                item
                for item in vars(module).values()
                if getattr(item, "__module__", "") == module.__name__
                and isinstance(getattr(item, "code", None), str)
                and isinstance(item, type)
            )
        )
    return tuple(found)


def rule(code: str) -> type[Rule]:
    """The rule of one code. Raises KeyError where there is none."""
    return {found.code: found for found in rules()}[code]

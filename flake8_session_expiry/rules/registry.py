"""Finds the rules: every module ``rules/<group>/dseNNN_name.py``. There is no list to add a rule to."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_session_expiry.rules.rule import Rule

_FOLDER = Path(__file__).parent
ENGINE_CODES = {"DSE900": "a rule failed on a file", "DSE901": "a file could not be analysed"}


@cache
def stems() -> dict[str, str]:
    """Code -> ``group.dseNNN_name``, by code; read from the file names, nothing is imported."""
    found = {}
    for path in _FOLDER.glob("*/dse[0-9][0-9][0-9]_*.py"):
        match = re.match(r"dse\d{3}", path.stem)
        assert match is not None
        found[match[0].upper()] = f"{path.parent.name}.{path.stem}"
    return dict(sorted(found.items()))


def all_codes() -> frozenset[str]:
    """Every code that can be printed, the engine's own two included."""
    return frozenset(stems()) | frozenset(ENGINE_CODES)


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

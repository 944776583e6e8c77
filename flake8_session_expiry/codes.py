"""
All codes: those of the rules, read from the names of their files, and the two that the engine itself reports. Imports
nothing of ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

_RULES: Final = os.path.join(os.path.dirname(__file__), "rules")
ENGINE_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {"DSE900": "a rule failed on a file", "DSE901": "a file could not be analysed"}
)
"""Code -> its meaning."""
_ENGINE_NAMES: Final[Mapping[str, str]] = MappingProxyType({"DSE900": "failed-rule", "DSE901": "file-not-analysed"})


@cache
def stems() -> dict[str, str]:
    """Code -> ``group.dseNNN_name`` of each rule, by code."""
    found = {}
    for group in os.listdir(_RULES):
        folder = os.path.join(_RULES, group)
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            stem = name.removesuffix(".py")
            if stem != name and (match := re.match(r"dse\d{3}(?=_)", stem)) is not None:
                found[match[0].upper()] = f"{group}.{stem}"
    return dict(sorted(found.items()))


@cache
def names() -> dict[str, str]:
    """Code -> name, as ``DSE202`` -> ``bool-expiry``, of every code, by code."""
    found = {code: stem.partition(".")[2].partition("_")[2].replace("_", "-") for code, stem in stems().items()}
    return {**found, **_ENGINE_NAMES}


def with_name(code: str, message: str) -> str:
    """What flake8 prints behind the place: ``DSE202 what Django will do [bool-expiry]``."""
    return f"{code} {message}{name_in_brackets(code)}"


def name_in_brackets(code: str) -> str:
    """`` [bool-expiry]``; nothing for a code of the engine, which is no rule."""
    return "" if code in ENGINE_CODES else f" [{names()[code]}]"


def all_codes() -> frozenset[str]:
    """Every code, the two of the engine included."""
    return frozenset(stems()) | frozenset(ENGINE_CODES)

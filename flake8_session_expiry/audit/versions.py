"""The versions on which a result depends: two machines with the same ones have the same results."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from types import MappingProxyType
from typing import Final

from flake8_session_expiry import __version__

OURS: Final = "flake8-session-expiry"
# Flake8-pyproject is not needed; where it is there, [tool.flake8] of pyproject.toml counts.
_LIBRARIES: Final = ("flake8", "libcst", "Flake8-pyproject")


@cache
def versions() -> Mapping[str, str]:
    """Each by its name; "" for a library that is not there."""
    found = {OURS: __version__, "Python": f"{platform.python_implementation()} {platform.python_version()}"}
    for library in _LIBRARIES:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            found[library] = ""
    return MappingProxyType(found)


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
    """In words, in which versions another machine differs from this one: ``libcst 1.8.0 (here 1.8.2)``."""
    names = dict.fromkeys([*ours, *theirs])
    return [
        f"{name} {theirs.get(name) or 'none'} (here {ours.get(name) or 'none'})"
        for name in names
        if theirs.get(name, "") != ours.get(name, "")
    ]

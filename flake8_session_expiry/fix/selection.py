"""Which findings of one file may be repaired, by configuration, ``# noqa`` and the fixer's own options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.engine.findings import Finding, Safety
from flake8_session_expiry.options import OptionError, refuse_unknown_codes


def _every_code(_code: str) -> bool:
    return True


def _no_lines(_text: str) -> Callable[[Finding], bool]:
    return lambda _finding: False


@dataclass(frozen=True)
class Selection:
    """
    ``reports`` says whether flake8 would print a code for this file, ``fixable`` whether ``--fixable`` and
    ``--unfixable`` allow its repair. ``silenced`` takes a text and says which findings a ``# noqa`` in it silences; it
    is called again after each pass.
    """

    safety: frozenset[Safety] = frozenset({Safety.SAFE})
    reports: Callable[[str], bool] = _every_code
    fixable: Callable[[str], bool] = _every_code
    silenced: Callable[[str], Callable[[Finding], bool]] = _no_lines

    def of(self, text: str, findings: list[Finding]) -> list[Finding]:
        """The findings that flake8 would print."""
        silenced = self.silenced(text)
        return [each for each in findings if self.reports(each.code) and not silenced(each)]


SAFE_FIXES = Selection()
ALL_FIXES = Selection(safety=frozenset(Safety))


def selection(configuration: Configuration, name: str) -> Selection:
    """What may be repaired in the file of this (display) name."""
    namespace = configuration.namespace
    return Selection(
        safety=frozenset(Safety) if namespace.unsafe_fixes else frozenset({Safety.SAFE}),
        reports=configuration.reports(name),
        fixable=_fixable(namespace),
        silenced=lambda text: configuration.silenced(name, text),
    )


def every_fix(configuration: Configuration, name: str) -> Selection:
    """Every finding that flake8 would print for the file of this name may be repaired, safely or not."""
    return Selection(
        safety=frozenset(Safety),
        reports=configuration.reports(name),
        silenced=lambda text: configuration.silenced(name, text),
    )


def refuse_bad_codes(namespace: argparse.Namespace) -> None:
    """Raises ConfigurationError for a code in ``--fixable`` or ``--unfixable`` that does not exist."""
    try:
        for option in ("fixable", "unfixable"):
            refuse_unknown_codes(getattr(namespace, option) or (), f"--{option}", ours_only=True)
    except OptionError as error:
        raise ConfigurationError(str(error)) from error


def _fixable(namespace: argparse.Namespace) -> Callable[[str], bool]:
    """Whether a code may be repaired: not if ``--unfixable`` names it; else if ``--fixable`` does or is not given."""
    yes, no = tuple(namespace.fixable or ("DSE",)), tuple(namespace.unfixable or ())
    return lambda code: code.startswith(yes) and not code.startswith(no)

"""Which findings of one file may be repaired, by configuration, ``# noqa`` and the fixer's own options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flake8_session_expiry.engine.findings import Finding, Safety


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

"""
The events of a settings module, for which methods of rules about settings are called. They are emitted at the end of
the walk.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.settings.assignments import How
from flake8_session_expiry.settings.linted_settings import LintedSettings
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Source


@dataclass(eq=False)
class SettingsModule(LintedSettings, Event):
    """The linted file is a Django settings module. ``settings`` are its own assignments in source order."""

    settings: list[Setting] = field(default_factory=list)

    def of(self, name: str) -> list[Setting]:
        """The module's assignments of one name."""
        return [setting for setting in self.settings if setting.name == name]


@dataclass(frozen=True, eq=False)
class Setting(Event):
    """
    ``NAME = value`` in a settings module, at its level (also under ``if`` and ``try``) or in a class of
    django-configurations.

    ``node`` is the name that is assigned, ``value`` its value (None where that is not known). ``last`` is whether it
    may have this value at the end of the module: no later statement certainly replaces it, or computes another value
    from it.
    """

    module: SettingsModule
    name: str
    node: cst.BaseExpression
    value: Occurrence | None
    how: How
    statement: cst.BaseSmallStatement
    conditional: bool
    last: bool
    class_: str | None
    line: int

    @property
    def values_at_end(self) -> tuple[Occurrence, ...]:
        """
        Each value that the setting may have by this assignment at the end of the module; () if it is not known or
        another one replaces it.
        """
        return tuple(self.value.alternatives()) if self.last and self.value is not None else ()

    @property
    def by_environment(self) -> bool:
        """Whether a variable of the environment may give another value than those that are known."""
        return any(value.source is Source.ENVIRONMENT for value in self.values_at_end)

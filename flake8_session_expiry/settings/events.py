"""What a settings module says: the events that rules about settings listen to. Both come when the walk is over."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.assignments import How
from flake8_session_expiry.settings.deployments import settings_of_production
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.purpose import Purpose, purpose
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import UNSET


@dataclass(eq=False)
class SettingsModule(Event):
    """The linted file is a Django settings module. ``settings`` are its own assignments in source order."""

    path: str
    tree: ast.Module
    options: Options = field(default_factory=Options)
    settings: list[Setting] = field(default_factory=list)

    @cached_property
    def effective(self) -> ProjectSettings:
        """What its settings come to at its end, with all that it draws in."""
        return effective_settings(self.path, self.tree)

    @cached_property
    def purpose(self) -> Purpose:
        """Production, development or tests: by option, by name, by DEBUG."""
        debug = self.effective.get("DEBUG")
        return purpose(self.path, None if debug.value is UNSET else bool(debug.value), self.options.production_settings)

    @cached_property
    def production(self) -> tuple[ProjectSettings, ...]:
        """What its settings have a part in where the site runs in production; () if it has no part there."""
        return settings_of_production(self.path, self.tree, self.options)

    def of(self, name: str) -> list[Setting]:
        """The module's assignments of one name."""
        return [setting for setting in self.settings if setting.name == name]


@dataclass(frozen=True, eq=False)
class Setting(Event):
    """
    ``NAME = value`` in a settings module, at its level (also under ``if`` and ``try``) or in a class of django-configurations.

    ``node`` is the name that is assigned, ``value`` what it is given (None where that cannot be told). ``last`` tells whether this value
    may be the one at the end of the module: no later statement certainly replaces it, or makes another value of it.
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
        """Each value that the setting may have at the end of the module by this assignment; () if that cannot be told or another replaces it."""
        return tuple(self.value.alternatives()) if self.last and self.value is not None else ()

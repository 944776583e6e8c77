"""
The linted file as a settings module, without LibCST: whether it is one, what it assigns itself, and what it does not
set.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass, field
from functools import cached_property

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.reference.settings import ENGINE_MODULES, SESSION_MIDDLEWARE, SETTINGS
from flake8_session_expiry.settings.assignments import Assignment, assignments
from flake8_session_expiry.settings.constants_modules import holds_constants
from flake8_session_expiry.settings.deployments import is_called_production, settings_of_production
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.purpose import Belongs, Purpose, belongs_to, is_base, purpose
from flake8_session_expiry.values.value import UNSET

_LIFETIME = ("SESSION_COOKIE_AGE", "SESSION_EXPIRE_AT_BROWSER_CLOSE")
# Settings and middleware that end sessions, of packages (django-session-timeout, django-auto-logout) or the project:
# SESSION_EXPIRE_SECONDS.
_ENDS_SESSIONS = re.compile(r"SESSION\w*(?:EXPIR|TIMEOUT|IDLE|LIFETIME|TTL|_AGE)|AUTO_?LOG_?OUT|^IDLE|INACTIVITY")
_ENDING_MIDDLEWARE = re.compile(r"timeout|expir|idle|inactiv|auto_?log_?out|sessionsecurity", re.IGNORECASE)


def is_settings_module(path: str, tree: ast.Module, options: Options) -> bool:
    """Whether a file is a settings module: by its path and content, or because the project is started with it."""
    whose = belongs_to(path, tree)
    if whose is not Belongs.NOBODY:
        return whose is Belongs.DJANGO and not holds_constants(path, tree, options)
    project = project_of(options, path)
    absolute = os.path.abspath(path)
    return project is not None and any(absolute == started for started, _ in project.settings)


@dataclass(eq=False)
class LintedSettings:
    """A settings module by its path and Python's own tree."""

    path: str
    tree: ast.Module
    options: Options = field(default_factory=Options)

    @cached_property
    def effective(self) -> ProjectSettings:
        """Its settings at its end, with those of all modules that it imports."""
        return effective_settings(self.path, self.tree)

    @cached_property
    def purpose(self) -> Purpose:
        """Production, development or tests: by option, by name, by DEBUG."""
        debug = self.effective.get("DEBUG")
        return purpose(self.path, None if debug.value is UNSET else bool(debug.value), self.options.production_settings)

    @cached_property
    def production(self) -> tuple[ProjectSettings, ...]:
        """The settings that production runs with and that the module is a part of; () if it is a part of none."""
        return settings_of_production(self.path, self.tree, self.options)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """All names that it assigns itself, in source order: outside of classes, and in those with settings."""
        return [each for each in assignments(self.tree) if each.class_ is None or self._is_configuration(each.class_)]

    def assigns(self, name: str) -> bool:
        """Whether the module itself assigns a setting."""
        return any(each.name == name for each in self.assignments)

    def _is_configuration(self, class_: ast.ClassDef) -> bool:
        """
        Whether a class has settings of django-configurations; only for one with settings of sessions the modules of its
        bases are read.
        """
        assigned = {
            node.id for node in ast.walk(class_) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        }
        if not class_.bases or not any("SESSION" in name or name in SETTINGS for name in assigned):
            return False
        return class_.name in self.effective.configurations


# -- where production runs with it -------------------------------------------------------------------------------------


def is_own_end(module: LintedSettings) -> bool:
    """Whether production runs with a settings module itself, not with others that import it."""
    return [end.path for end in module.production] == [os.path.abspath(module.path)]


def says_production(module: LintedSettings, options: Options) -> bool:
    """
    Whether a module is one of production: by its name, by the option, or because production runs with it and it assigns
    ``DEBUG = False``.
    """
    if is_called_production(module.path, options):
        return True
    if is_base(module.path) or not module.assigns("DEBUG") or module.effective.get("DEBUG").value is not False:
        return False
    return is_own_end(module)


def has_sessions(settings: ProjectSettings) -> bool:
    """
    Whether all settings of a module are known, and there is a session middleware among them, so that there are session
    cookies.
    """
    return settings.complete and all(
        any(
            isinstance(item.constant, str) and "Session" in item.constant.rpartition(".")[2]
            for item in (possible.value.items if possible.value is not None else None) or ()
        )
        for possible in settings.get("MIDDLEWARE").possible
    )


# -- what is not set ---------------------------------------------------------------------------------------------------


def never_secures_cookie(module: LintedSettings) -> bool:
    """A module of production with session middleware, if all settings that it imports are known: no SECURE is set."""
    if module.assigns("SESSION_COOKIE_SECURE") or not says_production(module, module.options):
        return False
    ends = module.production
    return bool(ends) and all(has_sessions(end) and end.get("SESSION_COOKIE_SECURE").default for end in ends)


def never_sets_lifetime(module: LintedSettings) -> bool:
    """
    The module that production runs with, if all settings that it imports are known and none is about the lifetime of
    sessions.
    """
    if any(module.assigns(name) for name in _LIFETIME) or not is_own_end(module):
        return False
    return all(has_sessions(end) and _says_nothing(end) for end in module.production)


def _says_nothing(settings: ProjectSettings) -> bool:
    if not all(settings.get(name).default for name in _LIFETIME) or any(map(_ENDS_SESSIONS.search, settings.names())):
        return False
    engine = settings.get("SESSION_ENGINE").value
    paths = {
        item.constant
        for possible in settings.get("MIDDLEWARE").possible
        for item in (possible.value.items if possible.value is not None else None) or ()
        if isinstance(item.constant, str)
    }
    return engine in ENGINE_MODULES and SESSION_MIDDLEWARE in paths and not any(map(_ENDING_MIDDLEWARE.search, paths))


UNSET_SETTINGS = {"SESSION_COOKIE_SECURE": never_secures_cookie, "SESSION_COOKIE_AGE": never_sets_lifetime}
"""What settings modules may lack, by the setting to add."""


def lacks(setting: str, path: str, tree: ast.Module, options: Options) -> bool:
    """Whether a file is a settings module of production that certainly lacks a setting."""
    return is_settings_module(path, tree, options) and UNSET_SETTINGS[setting](LintedSettings(path, tree, options))

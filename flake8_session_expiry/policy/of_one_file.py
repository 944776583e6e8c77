"""
What one file says about sessions, as it stands in an editor: its calls of ``set_expiry``, its settings, and what they
mean in its project.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.expiry_calls import CallReader, PlacedCall
from flake8_session_expiry.policy.module_policy import module_policy
from flake8_session_expiry.policy.report import ModulePolicy
from flake8_session_expiry.policy.setting_rows import Facts
from flake8_session_expiry.project.django_version import pinned_django
from flake8_session_expiry.project.entry_points import Project, project_of
from flake8_session_expiry.project.roots import project_root
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.linted_settings import LintedSettings, is_settings_module
from flake8_session_expiry.settings.project_facts import production_beside
from flake8_session_expiry.settings.purpose import Purpose, purpose
from flake8_session_expiry.values.value import Value

_WORD = "set_expiry"


@dataclass(frozen=True)
class AssignedSetting:
    """A setting that the file assigns; ``value`` is that of this assignment, ``expression`` its node."""

    name: str
    value: Value
    expression: ast.expr


@dataclass(frozen=True, eq=False)
class FileInProject:
    """
    A text with the options. Of the settings modules of its project the one that is this file is taken from the text,
    the others from the disk.
    """

    source: SourceFile
    options: Options

    @property
    def name(self) -> str:
        """The path, as it is shown."""
        return self.source.name

    @cached_property
    def tree(self) -> ast.Module | None:
        """Python's own tree; None where the text cannot be parsed (it is being typed)."""
        from flake8_session_expiry.engine.decoding import SourceError

        try:
            self.source.refuse_if_too_large()
            return self.source.python_tree
        except SourceError:
            return None

    @cached_property
    def _project(self) -> Project | None:
        return project_of(self.options, self.name)

    @cached_property
    def settings_modules(self) -> list[tuple[Facts, str | None]]:
        """
        The settings that the project runs with, each module (or class of django-configurations, with its name), but for
        those of tests where there are others; and the file itself where it is another settings module.
        """
        found = [*self._of_project]
        if self._is_settings_module and not any(self._is_part_of(facts.settings) for facts, _ in found):
            found += self._read(os.path.abspath(self.name))
        return found

    @cached_property
    def _of_project(self) -> list[tuple[Facts, str | None]]:
        project = self._project
        paths = [] if project is None else [path for path, _ in project.settings]
        if project is not None and not self.options.settings:
            paths += production_beside(project)
        root = os.getcwd() if project is None else project.root
        outside_tests = [path for path in paths if purpose(relative_path(path, root)) is not Purpose.TESTS]
        return [each for path in outside_tests or paths for each in self._read(path)]

    def _read(self, path: str) -> Iterator[tuple[Facts, str | None]]:
        is_this = path == os.path.abspath(self.name)
        settings = effective_settings(path, self.tree if is_this else None)
        version = self.options.django_version or pinned_django(self._root)
        if not settings.configurations:
            yield Facts(settings, version, self.options), None
        for class_name in settings.configurations:
            if (of_class := settings.of_class(class_name)) is not None:
                yield Facts(of_class, version, self.options), class_name

    @property
    def _root(self) -> str:
        if self._project is not None:
            return self._project.root
        return project_root(os.path.dirname(os.path.abspath(self.name)))

    def _is_part_of(self, settings: ProjectSettings) -> bool:
        path = os.path.abspath(self.name)
        return path == settings.path or any(read.path == path for read in settings.stamps)

    @cached_property
    def _is_settings_module(self) -> bool:
        """Also one that has not the name of one, but that the settings of the project import."""
        if self.tree is None:
            return False
        if is_settings_module(self.name, self.tree, self.options):
            return True
        return any(self._is_part_of(facts.settings) for facts, _ in self._of_project)

    @cached_property
    def policies(self) -> list[tuple[ModulePolicy, Facts]]:
        """The policy of each of the settings modules."""
        return [
            (module_policy(facts.settings, self.options, facts.version, self._root, class_name), facts)
            for facts, class_name in self.settings_modules
        ]

    @cached_property
    def calls(self) -> list[PlacedCall]:
        """The calls of ``set_expiry``, with their places in the text of ``source``."""
        if _WORD not in self.source.text or self.tree is None:
            return []
        facts = [facts for facts, _ in self.settings_modules]
        return CallReader(self.options, facts).placed(replace(self.source, given_tree=self.tree))

    @cached_property
    def assigned(self) -> list[AssignedSetting]:
        """The settings about sessions that the file assigns itself; nothing where it is no settings module."""
        if "SESSION_" not in self.source.text or not self._is_settings_module or self.tree is None:
            return []
        module = LintedSettings(self.name, self.tree, self.options)
        given = module.effective.given
        return [
            AssignedSetting(each.name, given[each.statement], each.value)
            for each in module.assignments
            if each.name.startswith("SESSION_") and each.value is not None and each.statement in given
        ]

    @property
    def every_request(self) -> bool | None:
        """Whether every request counts as use; None where that is not known, or differs between settings modules."""
        found = {facts.surroundings.every_request for facts, _ in self.settings_modules}
        return found.pop() if len(found) == 1 else None

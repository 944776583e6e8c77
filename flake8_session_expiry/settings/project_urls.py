"""The URLs of the project of a file: those of its ``ROOT_URLCONF``, if it is the same in all its settings."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.routes import Urls, ViewKind
from flake8_session_expiry.project.urls import urls_of
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.project_facts import settings_to_agree
from flake8_session_expiry.text.identifiers import says_login

_ROOT = "ROOT_URLCONF"
_LOGIN_URL = "LOGIN_URL"


@dataclass(frozen=True)
class LoginPages:
    """Which names and paths lead to a login page of the project of a file (``name`` is its display name)."""

    options: Options
    name: str

    def leads_to(self, target: str) -> bool:
        """Whether a name of a route, or a path, is that of LOGIN_URL, or of a view that is called login or sign-in."""
        if says_login(target) or target in self._named:
            return True
        urls = self._urls
        route = None if urls is None else urls.reached(target) if target.startswith("/") else urls.answering(target)
        return route is not None and (says_login(route.view.name) or route.address in self._named)

    @cached_property
    def _urls(self) -> Urls | None:
        return urls_of_project(self.options, self.name)

    @cached_property
    def _named(self) -> frozenset[str]:
        project = project_of(self.options, self.name)
        modules = settings_to_agree(project, self.options, self.name) if project is not None else ()
        return frozenset(text for module in modules for text, _ in _written(module, _LOGIN_URL))


def urls_of_project(options: Options, name: str) -> Urls | None:
    """
    The URLs of the project of a file (``name`` is its display name); None where they are not known.

    A local module that cannot be read (``from .local import *``) is assumed not to change the URLs.
    """
    project = project_of(options, name)
    if project is None or not project.is_known:
        return None
    modules = list(settings_to_agree(project, options, name))
    written = {(root, path) for module in modules for root, path in _written(module, _ROOT)}
    roots = {root for root, _ in written}
    if len(roots) != 1:
        return None
    (root,) = roots
    places = [os.path.join(project.root, "x.py"), *(path for _, path in sorted(written))]
    found = next((file for place in places if (file := module_file(root, 0, place)) is not None), None)
    return urls_of(found) if found is not None else None


def names_logout(options: Options, name: str, tree: ast.Module) -> bool:
    """Whether a text in a file is the name, or the path, of a route of its project to Django's logout."""
    urls = urls_of_project(options, name)
    if urls is None:
        return False
    names = {route.name for route in urls.routes}
    for text in {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }:
        path = text.partition("?")[0].partition("#")[0]
        found = [urls.answering(text)] if text.rpartition(":")[2] in names else []
        found += [urls.reached(path)] if path.startswith("/") else []
        if any(route is not None and route.view.kind is ViewKind.LOGOUT for route in found):
            return True
    return False


def _written(settings: ProjectSettings, name: str) -> Iterator[tuple[str, str]]:
    """Each value that a module may assign to the setting, as far as that can be read, with the module's path."""
    for possible in settings.namespace.names.get(name, ()):
        for value in possible.value.alternatives() if possible.value is not None else ():
            if isinstance(value.constant, str):
                yield value.constant, settings.path

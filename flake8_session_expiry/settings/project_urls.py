"""The URLs of the project of a file: those of its ``ROOT_URLCONF``, if it is the same in all its settings."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.project.imports import module_file
from flake8_session_expiry.project.routes import Urls
from flake8_session_expiry.project.urls import urls_of
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.project_facts import settings_to_agree

_ROOT = "ROOT_URLCONF"


def urls_of_project(options: Options, name: str) -> Urls | None:
    """
    The URLs of the project of a file (``name`` is its display name); None where they are not known.

    A local module that cannot be read (``from .local import *``) is assumed not to change the URLs.
    """
    project = project_of(options, name)
    if project is None or not project.is_known:
        return None
    modules = list(settings_to_agree(project, options, name))
    written = {(root, path) for module in modules for root, path in _written(module)}
    roots = {root for root, _ in written}
    if len(roots) != 1:
        return None
    (root,) = roots
    places = [os.path.join(project.root, "x.py"), *(path for _, path in sorted(written))]
    found = next((file for place in places if (file := module_file(root, 0, place)) is not None), None)
    return urls_of(found) if found is not None else None


def _written(settings: ProjectSettings) -> Iterator[tuple[str, str]]:
    """Each value that a module may assign to the setting, as far as that can be read, with the module's path."""
    for possible in settings.namespace.names.get(_ROOT, ()):
        for value in possible.value.alternatives() if possible.value is not None else ():
            if isinstance(value.constant, str):
                yield value.constant, settings.path

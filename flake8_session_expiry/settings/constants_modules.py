"""
Whether a module that looks like settings is only one of constants: ``core/constants/settings.py``, which the project's
settings do not import. Django does not read such a module, so its names are no settings of sessions.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import Project, is_whole, project_of
from flake8_session_expiry.project.files import parsed
from flake8_session_expiry.settings.import_chain import Chain
from flake8_session_expiry.settings.namespace import Namespace
from flake8_session_expiry.settings.project_facts import production_beside
from flake8_session_expiry.settings.purpose import Belongs, Purpose, belongs_to, is_given, names_assigned, purpose
from flake8_session_expiry.settings.star_importers import files_that_may_take

# Settings that every site needs, and that no module of constants has.
_OF_SITES = frozenset({"ROOT_URLCONF", "WSGI_APPLICATION", "ASGI_APPLICATION"})


def holds_constants(path: str, tree: ast.Module, options: Options) -> bool:
    """
    Whether a module (by its display name) that looks like a settings module certainly is none; False where its project
    is not known.

    Settings modules are those that the project is started with and all files beside them, those that settings import or
    that import other settings, those that are for production, development or tests by their names, and those with
    which a site could be started.
    """
    project = project_of(options, path)
    if project is None or not project.is_known or not is_whole(project, options):
        return False
    absolute = os.path.abspath(path)
    if (
        is_given(path, options.production_settings)
        or purpose(relative_path(absolute, project.root)) is not Purpose.UNSTATED
        or names_assigned(tree) & _OF_SITES
        or any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body)
        or any(_is_beside(absolute, named) for named, _ in project.settings)
    ):
        return False
    chains = list(_chains(project, options))
    return (
        all(chain.is_complete for chain in chains)
        and not any(chain.takes(absolute) for chain in chains)
        and not any(_takes(other, absolute, project.root) for other in files_that_may_take(absolute, options))
    )


def _is_beside(path: str, named: str) -> bool:
    """Whether a path is in the folder of a settings module, or in a package that is called ``settings``."""
    folder, other = os.path.dirname(path), os.path.dirname(named)
    return folder == other or (os.path.basename(other) == "settings" and folder.startswith(other + os.sep))


class _Followed:
    """The settings that a project is started with, and the files that they import."""

    def __init__(self, path: str) -> None:
        chain = Chain()
        self._namespace = chain.module(path)
        self._taken = chain.taken

    @property
    def is_complete(self) -> bool:
        """Whether the origin of every name is known."""
        return self._namespace is not None and self._namespace.open is None

    def takes(self, path: str) -> bool:
        """Whether a module, or one of its names, is imported."""
        return path in self._taken or any(path == origin for origin in _origins(self._namespace or Namespace()))


def _origins(namespace: Namespace) -> Iterator[str]:
    """
    The files in which upper-case names are assigned, also in classes of django-configurations.
    """
    for name, binding in namespace.names.items():
        if name.isupper():
            yield from (possible.origin.path for possible in binding if possible.origin is not None)
    for class_ in namespace.classes.values():
        yield from _origins(class_)


def _chains(project: Project, options: Options) -> Iterator[_Followed]:
    beside = () if options.settings else production_beside(project)
    for path in [*(named for named, _ in project.settings), *beside]:
        yield _Followed(path)


def _takes(other: str, path: str, root: str) -> bool:
    """Whether another settings module imports all names of a module."""
    file = parsed(other)[1]
    if file is None or belongs_to(relative_path(other, root), file.tree) is not Belongs.DJANGO:
        return False
    chain = Chain()
    chain.module(other)
    return path in chain.taken

"""
Facts about a linted file by the settings of its project, where no option gives them: its engine, USE_TZ, the known
settings.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.django_version import pinned_django
from flake8_session_expiry.project.entry_points import Project, is_whole, project_of
from flake8_session_expiry.project.files import Parsed, listing, parsed, stamp
from flake8_session_expiry.project.paths_of_tests import is_test_module
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.settings.deployments import purpose_of_class
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.middleware_loading import preloading
from flake8_session_expiry.settings.purpose import Belongs, Purpose, belongs_to, purpose
from flake8_session_expiry.values.value import UNSET

_BACKENDS = "django.contrib.sessions.backends."


def with_facts(options: Options, name: str) -> Options:
    """
    The options for one file (``name`` is its display name), completed by the settings of its project.

    What the user has given stays. Of several settings modules (for development, for production) only a value that is
    the same in all is a fact. Settings for tests count for test modules only, unless the user has given them: the code
    of an application runs with the others.
    """
    project = project_of(options, name)
    if project is None:
        return options
    version = options.django_version or pinned_django(project.root)
    known = dict(_agreed(list(settings_to_agree(project, options, name)), version)) if project.is_known else {}
    engine = known.get("SESSION_ENGINE")
    use_tz = known.get("USE_TZ")
    root = project.root if project.is_known and is_whole(project, options) else None
    preloaded = None if root is None else preloading(known, root)
    return replace(
        options,
        django_version=version,
        engine=options.engine or (engine.removeprefix(_BACKENDS) if isinstance(engine, str) else None),
        use_tz=bool(use_tz) if options.use_tz is None and use_tz is not None else options.use_tz,
        known_settings=MappingProxyType(known),
        project_root=root,
        session_preloaded=None if preloaded is None else preloaded.session,
        user_preloaded=None if preloaded is None else preloaded.user,
    )


def _agreed(modules: list[ProjectSettings], version: tuple[int, int] | None) -> Iterator[tuple[str, object]]:
    for name in SETTINGS:
        values = [module.get(name, version).value for module in modules]
        if values and values[0] is not UNSET and all(type(v) is type(values[0]) and v == values[0] for v in values):
            yield name, values[0]


def settings_to_agree(project: Project, options: Options, name: str) -> Iterator[ProjectSettings]:
    """
    The settings in which a value must be the same: those that the project is started with, and those of production that
    no file of it names.
    """
    yield from effective_of(project, for_tests=bool(options.settings) or is_test_module(name, options.test_paths))
    if not options.settings:
        yield from (effective_settings(path) for path in production_beside(project))


def production_beside(project: Project) -> Iterator[str]:
    """
    The settings modules of production beside those that a project is started with, where none of these is one of
    production.

    ``manage.py`` names ``config.settings.dev``, and the site runs with ``config/settings/production.py`` by an
    environment variable.

    Not a module that the others read (``if PRODUCTION: from .production_settings import *``): it is a part of them.
    """
    named = [path for path, _ in project.settings]
    purposes = [purpose(relative_path(path, project.root)) for path in named]
    if Purpose.PRODUCTION in purposes:
        return
    folders = {os.path.dirname(path): None for path, of in zip(named, purposes, strict=True) if of is not Purpose.TESTS}
    read = {each.path for path in named for each in effective_settings(path).stamps}
    for folder in folders:
        for path in listing(stamp(folder)).files:
            if path.endswith(".py") and path not in read and purpose(os.path.basename(path)) is Purpose.PRODUCTION:
                file = parsed(path)[1]
                if file is None or _is_settings(relative_path(path, project.root), file):
                    yield path


@lru_cache(maxsize=256)
def _is_settings(path: str, file: Parsed) -> bool:
    """
    Whether a file is a settings module, by its path and content; one that imports all names of another one may assign
    little itself.
    """
    stars = (node for node in file.tree.body if isinstance(node, ast.ImportFrom) and node.names[0].name == "*")
    return any(stars) or belongs_to(path, file.tree) is Belongs.DJANGO


def effective_of(project: Project, *, for_tests: bool = True) -> Iterator[ProjectSettings]:
    """
    The effective settings of each settings module of a project; of each class where nothing says which one is used, or
    where that is one of development and there are others for production.

    Not ``for_tests``: without those that are made for tests.
    """
    for path, class_ in project.settings:
        if not for_tests and purpose(relative_path(path, project.root)) is Purpose.TESTS:
            continue
        found = effective_settings(path)
        classes = list(found.configurations)
        if class_ is not None:
            beside = classes if purpose_of_class(class_) is Purpose.DEVELOPMENT else []
            classes = [class_, *(name for name in beside if purpose_of_class(name) is Purpose.PRODUCTION)]
        of_classes = [of_class for name in classes if (of_class := found.of_class(name)) is not None]
        yield from of_classes or [found]

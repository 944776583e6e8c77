"""What the settings of a linted file's project say about it, where nobody gave that: its engine, USE_TZ, the settings that are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.django_version import pinned_django
from flake8_session_expiry.project.entry_points import Project, is_whole, project_of
from flake8_session_expiry.project.test_paths import is_test_module
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.purpose import Purpose, purpose
from flake8_session_expiry.values.value import UNSET

_BACKENDS = "django.contrib.sessions.backends."


def with_facts(options: Options, name: str) -> Options:
    """
    The options for one file, completed by what its project says (``name`` is its display name).

    What was given stays; with several settings modules (of development, of production) only what they agree on is a fact. What the settings of
    tests say is one for tests only, unless they were given: an application is written for the engine of others.
    """
    project = project_of(options, name)
    if project is None:
        return options
    version = options.django_version or pinned_django(project.root)
    for_tests = bool(options.settings) or is_test_module(name, options.test_paths)
    known = dict(_agreed(list(effective_of(project, for_tests=for_tests)), version))
    engine = known.get("SESSION_ENGINE")
    use_tz = known.get("USE_TZ")
    return replace(
        options,
        django_version=version,
        engine=options.engine or (engine.removeprefix(_BACKENDS) if isinstance(engine, str) else None),
        use_tz=bool(use_tz) if options.use_tz is None and use_tz is not None else options.use_tz,
        known_settings=MappingProxyType(known),
        project_root=project.root if project.settings and is_whole(project, options) else None,
    )


def _agreed(modules: list[ProjectSettings], version: tuple[int, int] | None) -> Iterator[tuple[str, object]]:
    for name in SETTINGS:
        values = [module.get(name, version).value for module in modules]
        if values and values[0] is not UNSET and all(type(v) is type(values[0]) and v == values[0] for v in values):
            yield name, values[0]


def effective_of(project: Project, *, for_tests: bool = True) -> Iterator[ProjectSettings]:
    """
    The effective settings of each settings module of a project; of each class where nothing says which one is used.

    Not ``for_tests``: without those that are made for tests.
    """
    for path, class_ in project.settings:
        if not for_tests and purpose(relative_path(path, project.root)) is Purpose.TESTS:
            continue
        found = effective_settings(path)
        classes = [class_] if class_ is not None else found.configurations
        of_classes = [of_class for name in classes if (of_class := found.of_class(name)) is not None]
        yield from of_classes or [found]

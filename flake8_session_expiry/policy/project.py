"""Which settings modules the report is about, which folders hold the project's code, and the report itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix import files
from flake8_session_expiry.fix.flake8_config import Configuration
from flake8_session_expiry.fix.flake8_options import ConfigurationError
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.calls import WORD, CallReader, sorted_calls
from flake8_session_expiry.policy.facts import Facts, shown
from flake8_session_expiry.policy.gather import module_policy
from flake8_session_expiry.policy.report import ExpiryCall, ModulePolicy, Policy
from flake8_session_expiry.project.django_version import pinned_django
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.project.imports import module_file
from flake8_session_expiry.project.roots import project_above, project_root
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.purpose import is_settings_path


@dataclass(frozen=True)
class _Module:
    """A settings module that could be read; with django-configurations one class of it."""

    settings: ProjectSettings
    class_name: str | None


def report(configuration: Configuration) -> Policy:
    """The whole report. What is wrong with one file is a line in ``problems``. Raises ConfigurationError where there is nothing to report on."""
    options = configuration.options
    problems: list[str] = []
    paths: list[str] = []
    modules: list[_Module] = []
    for path in settings_paths(configuration, problems):
        if path not in paths:
            paths.append(path)
            modules += _readable(path, problems, named=bool(configuration.namespace.filenames))
    roots = tuple(dict.fromkeys(root_of(path) for path in paths))
    facts = [Facts(module.settings, _django(module.settings.path, options), options) for module in modules]
    calls = sorted_calls(list(_calls(configuration, roots, facts, problems)))
    return Policy(
        profile=PROFILES[options.profile],
        max_age=options.max_age,
        roots=tuple(_root_name(root) for root in roots),
        modules=tuple(_policy(module, options) for module in modules),
        calls=calls,
        problems=tuple(dict.fromkeys(problems)),  # a file may be among the settings and among the code
    )


def settings_paths(configuration: Configuration, problems: list[str]) -> Iterator[str]:
    """The settings modules that are named, or found. Raises ConfigurationError where nothing is named and there are none."""
    if configuration.namespace.filenames:
        yield from _named(configuration, problems)
        return
    options = configuration.options
    found = project_of(options, os.path.join(os.getcwd(), "manage.py"))
    settings = list(found.settings) if found is not None else []
    if not settings and options.discovery:
        settings = [
            each for manage in _below(configuration) if (p := project_of(options, manage)) for each in p.settings
        ]
    if not settings:
        raise ConfigurationError(
            "no settings found from manage.py, wsgi.py or asgi.py in this folder, above or below it; name the settings module, as a path"
            + _suggestion(configuration)
        )
    yield from (path for path, _ in settings)


def _named(configuration: Configuration, problems: list[str]) -> Iterator[str]:
    """The files that are named: by their paths, or as modules, as ``DJANGO_SETTINGS_MODULE`` has them (``mysite.settings``)."""
    for name in configuration.namespace.filenames:
        if os.path.isdir(name):
            problems.append(f"{shown(name)}: is a folder; name a settings module{_suggestion(configuration, name)}")
        elif os.path.lexists(name):
            yield os.path.abspath(name)
        elif name.endswith(".py") or not all(part.isidentifier() for part in name.split(".")):
            problems.append(f"{shown(name)}: there is no such file")
        elif (path := _module_path(configuration, name)) is not None:
            yield path
        else:
            problems.append(f"{shown(name)}: there is neither a file nor a module of this name in the project")


def _module_path(configuration: Configuration, name: str) -> str | None:
    """The file of a module, as it is imported from the current folder, from a folder above it in its project, or from beside a ``manage.py`` below."""
    places = (os.path.abspath("manage.py"), *_below(configuration))
    return next((path for place in places if (path := module_file(name, 0, place)) is not None), None)


def _suggestion(configuration: Configuration, folder: str = ".") -> str:
    """``, such as config/settings.py``, if a file in the folder is called so."""
    found = [os.path.normpath(name) for name in configuration.files([folder]) if is_settings_path(name)]
    named = [name for name in found if os.path.basename(name) != "__init__.py"]
    named.sort(key=lambda name: (os.path.basename(name) != "settings.py", name.count(os.sep), name))
    return f", such as {printable(named[0])}" if named else ""


def _below(configuration: Configuration) -> Iterator[str]:
    """Every manage.py below the current folder that flake8 would check."""
    return (os.path.abspath(name) for name in sorted(configuration.files([])) if os.path.basename(name) == "manage.py")


def _readable(path: str, problems: list[str], *, named: bool) -> Iterator[_Module]:
    try:
        source = SourceFile.from_bytes(path, files.read(path))
        source.refuse_if_too_large()
        tree = source.python_tree
    except (OSError, ValueError) as error:
        problems.append(f"{shown(path)}: cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    except SourceError as error:
        problems.append(f"{shown(path)}: {' '.join(str(error).split())}")
        return
    settings = effective_settings(path, tree)
    classes = [(name, settings.of_class(name)) for name in settings.configurations]
    if classes:
        yield from (_Module(found, name) for name, found in classes if found is not None)
    elif not settings.complete or any(settings.names()):
        yield _Module(settings, None)
    elif named:
        problems.append(f"{shown(path)}: holds no settings")


def _policy(module: _Module, options: Options) -> ModulePolicy:
    return module_policy(
        module.settings,
        options,
        _django(module.settings.path, options),
        root_of(module.settings.path),
        module.class_name,
    )


def _django(path: str, options: Options) -> tuple[int, int] | None:
    return options.django_version or pinned_django(root_of(path))


def root_of(path: str) -> str:
    """The folder whose code goes with a settings module: that of its manage.py, else the current one if it lies below, else the package's."""
    folder = os.path.dirname(path)
    if (above := project_above(folder)) is not None:
        return above
    current = os.getcwd()
    return current if folder == current or folder.startswith(current.rstrip(os.sep) + os.sep) else project_root(folder)


def _root_name(root: str) -> str:
    name = shown(root)
    return name if name != "." else shown(os.path.basename(root) or root)


def _calls(
    configuration: Configuration, roots: Sequence[str], modules: Sequence[Facts], problems: list[str]
) -> Iterator[ExpiryCall]:
    def unreadable(error: OSError) -> None:
        problems.append(f"{shown(error.filename)}: cannot be read: {error.strerror}")

    reader = CallReader(configuration.options, modules)
    for name in dict.fromkeys(name for root in roots for name in sorted(configuration.files([root], unreadable))):
        try:
            data = files.read(name)
            if WORD in data:
                yield from reader.calls(name, data)
        except (OSError, ValueError) as error:
            problems.append(f"{shown(name)}: cannot be read: {getattr(error, 'strerror', None) or error}")
        except SourceError as error:
            problems.append(f"{shown(name)}: {' '.join(str(error).split())}")

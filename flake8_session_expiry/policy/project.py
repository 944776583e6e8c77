"""
Makes the report: which settings modules it is about, in which folders the project's code is, and what is read there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.failures import failure
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.expiry_calls import WORD, CallReader, sorted_calls
from flake8_session_expiry.policy.module_policy import module_policy
from flake8_session_expiry.policy.report import ExpiryCall, ModulePolicy, Policy
from flake8_session_expiry.policy.setting_rows import Facts, shown
from flake8_session_expiry.policy.ways_out import ways_out
from flake8_session_expiry.project.django_version import pinned_django
from flake8_session_expiry.project.entry_points import Project, Unfollowed, project_of
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.roots import project_above, project_root
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.project_facts import production_beside
from flake8_session_expiry.settings.purpose import is_settings_path

_TRACEBACK = "flake8-session-expiry-policy --traceback"


@dataclass(frozen=True)
class _Module:
    """A settings module that could be read; with django-configurations one class of it."""

    root: str
    facts: Facts
    policy: ModulePolicy

    @classmethod
    def of(cls, settings: ProjectSettings, options: Options, class_name: str | None = None) -> _Module:
        """The module with its part of the report."""
        root = root_of(settings.path)
        django = options.django_version or pinned_django(root)
        return cls(root, Facts(settings, django, options), module_policy(settings, options, django, root, class_name))


def report(configuration: Configuration) -> Policy:
    """
    The whole report. An error in one file is a line in ``problems``. Raises ConfigurationError where there are no
    settings.
    """
    options = configuration.options
    problems: list[str] = []
    modules: list[_Module] = []
    found = settings_found(configuration, problems)
    paths: dict[str, str] = {}  # path of a settings module -> the folder of its project
    for path in found.paths:
        if path not in paths:
            paths[path] = root_of(path)
            with _one_line(path, problems):
                modules += _readable(path, options, problems, named=bool(configuration.namespace.filenames))
    roots = {root: [module.facts for module in modules if module.root == root] for root in paths.values()}
    calls = sorted_calls(_calls(configuration, roots, problems))
    ways = ways_out(roots, options, _data, lambda path: _one_line(path, problems))
    return Policy(
        profile=PROFILES[options.profile],
        max_age=options.max_age,
        roots=tuple(_root_name(root) for root in roots),
        modules=tuple(module.policy for module in modules),
        calls=calls,
        ways_out=tuple(ways),
        problems=tuple(dict.fromkeys(problems)),  # a file may be read as settings and as code
        unfollowed=found.unfollowed,
    )


@dataclass(frozen=True)
class Found:
    """
    The paths of the settings modules that the report is about; ``unfollowed`` are lines about files that may name
    others.
    """

    paths: Iterable[str]
    unfollowed: tuple[str, ...] = ()


def settings_found(configuration: Configuration, problems: list[str]) -> Found:
    """
    The settings modules of the command line, or those that are found. Raises ConfigurationError where there are none.
    """
    if configuration.namespace.filenames:
        return Found(_named(configuration, problems))
    projects = list(_projects(configuration))
    unfollowed = tuple(dict.fromkeys(_unfollowed_words(each) for project in projects for each in project.unfollowed))
    named = [path for project in projects for path, _ in project.settings]
    if not named:
        why = f" ({'; '.join(unfollowed)})" if unfollowed else ""
        raise ConfigurationError(
            f"no settings found from manage.py, wsgi.py or asgi.py in this folder, above or below it{why}; name the"
            " settings module, as a path" + _suggestion(configuration)
        )
    beside = (
        [path for project in projects for path in production_beside(project)]
        if not configuration.options.settings
        else []
    )
    return Found([*named, *beside], unfollowed)


def _projects(configuration: Configuration) -> Iterator[Project]:
    """The project of the current folder; if that has no settings, also those of every manage.py below."""
    options = configuration.options
    found = project_of(options, os.path.join(os.getcwd(), "manage.py"))
    if found is not None:
        yield found
    if options.discovery and (found is None or not found.settings):
        below = (project_of(options, manage) for manage in _below(configuration))
        yield from (project for project in below if project is not None and project != found)


def _unfollowed_words(each: Unfollowed) -> str:
    """``manage.py:8 names oldname.settings, and there is no such module``."""
    return printable(f"{shown(each.path)}{f':{each.line}' if each.line else ''} {each.why}")


def _named(configuration: Configuration, problems: list[str]) -> Iterator[str]:
    """
    The files of the command line, given as paths or as modules, like in ``DJANGO_SETTINGS_MODULE``
    (``mysite.settings``).
    """
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
    """
    The file of a module, as it is imported from the current folder, from a folder above it in its project, or from the
    folder of a ``manage.py`` below.
    """
    places = (os.path.abspath("manage.py"), *_below(configuration))
    return next((path for place in places if (path := module_file(name, 0, place)) is not None), None)


def _suggestion(configuration: Configuration, folder: str = ".") -> str:
    """``, such as config/settings.py``, if there is such a file in the folder."""
    found = [os.path.normpath(name) for name in configuration.files([folder]) if is_settings_path(name)]
    named = [name for name in found if os.path.basename(name) != "__init__.py"]
    named.sort(key=lambda name: (os.path.basename(name) != "settings.py", name.count(os.sep), name))
    return f", such as {printable(named[0])}" if named else ""


def _below(configuration: Configuration) -> Iterator[str]:
    """Every manage.py below the current folder that flake8 would check."""
    return (os.path.abspath(name) for name in sorted(configuration.files([])) if os.path.basename(name) == "manage.py")


@contextmanager
def _one_line(path: str, problems: list[str]) -> Iterator[None]:
    """In this block an exception of any kind is a line about that file; the other files are still read."""
    try:
        yield
    except SourceError as error:
        problems.append(f"{shown(path)}: {' '.join(str(error).split())}")
    except Exception as error:
        problems.append(f"{shown(path)}: was left out {failure(error, _TRACEBACK)}")


def _data(path: str) -> bytes:
    """The bytes of a file. Raises SourceError where it cannot be read."""
    try:
        return linted_files.read(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _readable(path: str, options: Options, problems: list[str], *, named: bool) -> list[_Module]:
    """
    The settings in a file: none, one module, or several classes. Raises SourceError where it cannot be read, or is no
    Python.
    """
    source = SourceFile.from_bytes(path, _data(path))
    source.refuse_if_too_large()
    settings = effective_settings(path, source.python_tree)
    classes = [(name, settings.of_class(name)) for name in settings.configurations]
    if classes:
        return [_Module.of(found, options, name) for name, found in classes if found is not None]
    if not settings.complete or any(settings.names()):
        return [_Module.of(settings, options)]
    if named:
        problems.append(f"{shown(path)}: holds no settings")
    return []


def root_of(path: str) -> str:
    """
    The folder with the code of a settings module: that of its manage.py, else the current one if the module is below
    it, else its package.
    """
    folder = os.path.dirname(path)
    if (above := project_above(folder)) is not None:
        return above
    current = os.getcwd()
    return current if folder == current or folder.startswith(current.rstrip(os.sep) + os.sep) else project_root(folder)


def _root_name(root: str) -> str:
    name = shown(root)
    return name if name != "." else shown(os.path.basename(root) or root)


def _calls(configuration: Configuration, roots: Mapping[str, Sequence[Facts]], problems: list[str]) -> list[ExpiryCall]:
    """
    The calls in the code of each project, with the verdicts by its own settings; a project in the folder of another one
    is not part of that one's code.
    """

    def unreadable(error: OSError) -> None:
        problems.append(f"{shown(error.filename)}: cannot be read: {error.strerror}")

    # An inner project comes after the one around it; its files are then no longer those of the outer one.
    inner_last = sorted(roots, key=len)
    project = {name: root for root in inner_last for name in configuration.files([root], unreadable)}
    readers = {root: CallReader(configuration.options, facts) for root, facts in roots.items()}
    found: list[ExpiryCall] = []
    for root in roots:
        for name in sorted(name for name, of in project.items() if of == root):
            with _one_line(name, problems):
                data = _data(name)
                if WORD in data:
                    found += readers[root].calls(name, data)
    return found

"""
Which project a linted file belongs to, and with which settings it is started.

Searched for in the folders of the file's (display) name, not in other folders beside them, which may be other projects.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.django_settings_module import CLASS, MODULE, given_in
from flake8_session_expiry.project.files import listing, parsed, read_text, stamp
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.roots import project_above, project_root, upwards
from flake8_session_expiry.project.settings_module_files import NOT_ALL_KNOWN, Missed, modules_named

_IN_CONFIGURATION = re.compile(rf"^\s*{MODULE}\s*=\s*([\"']?)(?P<name>[\w.]+)\1\s*$", re.MULTILINE)
_MANAGE = "manage.py"
_SERVERS = ("wsgi.py", "asgi.py")
_TEST_CONFIGURATION = ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini")


@dataclass(frozen=True)
class Unfollowed:
    """
    A place that names the settings of the project in a way that cannot be followed; ``why`` is a phrase.

    ``is_open`` where it may name any settings, so that those of other places need not be all. Not so for a name without
    a module (of a package that was renamed): no site can be started with that.
    """

    path: str
    line: int
    why: str
    is_open: bool


@dataclass(frozen=True)
class Project:
    """The Django project that a file belongs to."""

    root: str
    settings: tuple[tuple[str, str | None], ...]
    """The paths of its settings modules, each with the class of django-configurations, if there is one."""
    unfollowed: tuple[Unfollowed, ...] = ()
    entries: frozenset[str] = frozenset()
    """The files that start it."""

    @property
    def is_known(self) -> bool:
        """Whether ``settings`` are certainly all settings that it is started with."""
        return bool(self.settings) and not any(each.is_open for each in self.unfollowed)


def project_of(options: Options, name: str) -> Project | None:
    """
    The project of a file by its display name: by the option ``--session-expiry-settings``, or found above it; None if
    there is none.
    """
    if options.settings:
        paths = tuple((os.path.abspath(path), None) for path in options.settings)
        folder = os.path.dirname(paths[0][0])
        return Project(project_above(folder) or project_root(folder), paths)
    if not options.discovery or name in {"-", "stdin", ""} or "\0" in name:
        return None
    folder = os.path.dirname(os.path.abspath(name))
    for candidate in upwards(folder):
        if (found := _project_at(candidate)) is not None:
            return _whole(found)
    return None


def is_whole(project: Project, options: Options) -> bool:
    """
    Whether all of a project is in its folder: there is a ``manage.py``, or the given settings are below it.

    A package with ``wsgi.py`` alone may belong to a larger project.
    """
    below = bool(options.settings) and os.path.dirname(project.settings[0][0]) != project.root
    return below or os.path.isfile(os.path.join(project.root, _MANAGE))


def _whole(found: Project) -> Project:
    """
    The project of the ``manage.py`` above, if ``found`` is a part of it: the package with ``wsgi.py`` that
    ``startproject`` makes.

    It is, if that project is started by the same file, or with the same settings.
    """
    root = project_above(found.root)
    whole = _project_at(root) if root is not None and root != found.root else None
    if whole is None or not (set(whole.settings) & set(found.settings) or whole.entries & found.entries):
        return found
    return whole


def _project_at(folder: str) -> Project | None:
    """
    The project whose ``manage.py``, ``wsgi.py``, ``asgi.py`` or test configuration is in a folder, or None.

    It is a project also where its settings cannot be found (a computed name, another search path): then nothing is
    known of them, and a project above it is another one.
    """
    entries = _Entries(folder)
    entries.follow([os.path.join(folder, name) for name in (_MANAGE, *_SERVERS)])
    if not entries.found and os.path.isfile(os.path.join(folder, _MANAGE)):
        entries.follow(_servers_below(folder))
    if not entries.found and not entries.missed:
        entries.found.update(dict.fromkeys((path, None) for path in _settings_of_tests(folder)))
    if not entries.found and not entries.missed:
        return None
    return Project(folder, tuple(entries.found), tuple(entries.missed), frozenset(entries.seen))


class _Entries:
    """
    The settings modules that the entry points of a project in ``folder`` name; ``missed`` is what could not be
    followed.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[tuple[str, str | None], None] = {}
        self.missed: list[Unfollowed] = []
        self.seen: dict[str, None] = {}

    def follow(self, paths: list[str]) -> None:
        """
        Add the settings that files name; ``wsgi.py`` and ``asgi.py`` are beside the settings, or in the package with
        them.
        """
        for path in paths:
            if path in self.seen or not os.path.isfile(path):
                continue
            self.seen[path] = None
            for file in self._named(path):
                for beside in sorted({os.path.dirname(file), os.path.dirname(os.path.dirname(file))}):
                    if beside.startswith(self._folder + os.sep):
                        paths += [os.path.join(beside, name) for name in _SERVERS]

    def _named(self, path: str) -> Iterator[str]:
        given = given_in(path)
        if not given and os.path.basename(path) == _MANAGE:
            for imported in _imported_by(path):
                yield from self._named(imported)
        classes = [each.text for each in given if each.key == CLASS]
        missed: list[tuple[int, Missed]] = []
        resolved = 0
        for each in given:
            if each.key != MODULE:
                continue
            modules = modules_named(each, path, self._folder)
            if isinstance(modules, Missed):
                missed.append((each.line, modules))
                continue
            if modules.is_pattern:
                self.missed.append(Unfollowed(path, each.line, NOT_ALL_KNOWN.format(name=each.text), is_open=False))
            for file in modules.files:
                resolved += 1
                self.found[file, classes[0] if classes else None] = None
                yield file
        for line, miss in missed:
            # One of several names of a file has no module: the file chooses one, and it is not known which.
            self.missed.append(Unfollowed(path, line, miss.why, is_open=miss.is_open or bool(resolved)))


def _imported_by(path: str) -> Iterator[str]:
    """
    The modules of the project that ``manage.py`` imports, each once: one of them may name the settings in its place
    (``from shop.setup import setup_env``).
    """
    file = parsed(path)[1]
    names: dict[tuple[str, int], None] = {}
    for node in ast.walk(file.tree) if file is not None else ():
        if isinstance(node, ast.Import):
            names.update(dict.fromkeys((each.name, 0) for each in node.names))
        elif isinstance(node, ast.ImportFrom):
            inside = f"{node.module}." if node.module else ""
            names.update(dict.fromkeys((f"{inside}{each.name}", node.level) for each in node.names))
            names[node.module or "", node.level] = None
    files = (module_file(name, level, path) for name, level in names if name)
    yield from dict.fromkeys(file for file in files if file is not None)


def _servers_below(folder: str) -> list[str]:
    """
    The ``wsgi.py`` and ``asgi.py`` of a project whose ``manage.py`` does not name its settings: those of the only
    package that has any.
    """
    packages = [
        folder for folder in listing(stamp(folder)).folders if not os.path.isfile(os.path.join(folder, _MANAGE))
    ]
    started = [[path for name in _SERVERS if os.path.isfile(path := os.path.join(each, name))] for each in packages]
    found = [paths for paths in started if paths]
    return found[0] if len(found) == 1 else []


def _settings_of_tests(folder: str) -> Iterator[str]:
    for name in _TEST_CONFIGURATION:
        path = os.path.join(folder, name)
        for match in _IN_CONFIGURATION.finditer(read_text(path)):
            found = module_file(match["name"], 0, path) or module_file(match["name"], 0, os.path.join(folder, "x.py"))
            if found is not None:
                yield found

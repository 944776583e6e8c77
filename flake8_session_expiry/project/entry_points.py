"""Which project a linted file belongs to, and with which settings it is started.

Looked for at and above the file's (display) name, never beside it: a neighbour's settings say nothing about this project.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.files import Stamp, read_text, stamp
from flake8_session_expiry.project.imports import module_file
from flake8_session_expiry.project.roots import project_above, project_root, upwards

_MODULE = "DJANGO_SETTINGS_MODULE"
_CLASS = "DJANGO_CONFIGURATION"
_IN_CONFIGURATION = re.compile(rf"^\s*{_MODULE}\s*=\s*([\"']?)(?P<name>[\w.]+)\1\s*$", re.MULTILINE)
_STARTERS = ("manage.py", "wsgi.py", "asgi.py")
_TEST_CONFIGURATION = ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini")


@dataclass(frozen=True)
class Project:
    """The Django project that a file belongs to."""

    root: str
    settings: tuple[tuple[str, str | None], ...]
    """Its settings modules, by path, each with the class of django-configurations that is used, if one is."""


def project_of(options: Options, name: str) -> Project | None:
    """The project of a file by its display name: from the option that names its settings, or found above it; None if there is none."""
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
    """Whether all of a project lies in its folder: there is a ``manage.py``, or what was given is below it. A package with ``wsgi.py`` has neighbours."""
    below = bool(options.settings) and os.path.dirname(project.settings[0][0]) != project.root
    return below or os.path.isfile(os.path.join(project.root, "manage.py"))


def _whole(found: Project) -> Project:
    """The project of the ``manage.py`` above, where what was found is a part of it: the package with ``wsgi.py`` that ``startproject`` makes."""
    root = project_above(found.root)
    whole = _project_at(root) if root is not None and root != found.root else None
    return whole if whole is not None and set(whole.settings) & set(found.settings) else found


def _project_at(folder: str) -> Project | None:
    """
    The project whose ``manage.py``, ``wsgi.py``, ``asgi.py`` or test configuration is in a folder, or None.

    One whose settings cannot be found (a name that is put together, another search path) is a project all the same: what is above it is
    another one, and nothing is known of its settings.
    """
    found: dict[tuple[str, str | None], None] = {}
    unknown = False
    started = [os.path.join(folder, starter) for starter in _STARTERS]
    for path in started:
        for file, class_ in _settings_started(path, folder):
            if file is None:
                unknown = True
                continue
            found[file, class_] = None
            # The server's own entry stands beside the settings, or in the package that holds them.
            for beside in sorted({os.path.dirname(file), os.path.dirname(os.path.dirname(file))}):
                entries = [os.path.join(beside, starter) for starter in _STARTERS[1:]]
                if beside.startswith(folder + os.sep):
                    started += [entry for entry in entries if entry not in started]
    if unknown:
        return Project(folder, ())
    if not found:
        for name in _TEST_CONFIGURATION:
            path = os.path.join(folder, name)
            for match in _IN_CONFIGURATION.finditer(read_text(path)):
                if (file := _module(match["name"], path, folder)) is not None:
                    found[file, None] = None
    return Project(folder, tuple(found)) if found else None


def _settings_started(path: str, root: str) -> Iterator[tuple[str | None, str | None]]:
    """The settings that an entry point names: file (None where it cannot be told) and class of django-configurations."""
    given = _given_in(stamp(path))
    classes = [text for name, text in given if name == _CLASS]
    for name, text in given:
        if name == _MODULE:
            yield None if text is None else _module(text, path, root), classes[0] if classes else None


def _module(name: str, path: str, root: str) -> str | None:
    return module_file(name, 0, path) or module_file(name, 0, os.path.join(root, "x.py"))


@lru_cache(maxsize=512)
def _given_in(at: Stamp) -> tuple[tuple[str, str | None], ...]:
    """The two environment variables that a Python file sets, each with its value; None for one that is put together."""
    code = read_text(at.path)
    if _MODULE not in code:
        return ()
    try:
        tree = ast.parse(code.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ((_MODULE, None),)
    return tuple(_given(tree))


def _given(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    bound = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    constants = {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and bound.count(target.id) == 1
    }
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            pairs += [(node.args[0], node.args[1])] if len(node.args) > 1 else []
        elif isinstance(node, ast.Assign):
            pairs += [(target.slice, node.value) for target in node.targets if isinstance(target, ast.Subscript)]
        elif isinstance(node, ast.Dict):
            pairs += zip(node.keys, node.values, strict=True)
        for key, value in pairs:
            if isinstance(key, ast.Constant) and key.value in {_MODULE, _CLASS}:
                last = constants.get(value.id) if isinstance(value, ast.Name) else value
                text = last.value if isinstance(last, ast.Constant) else None
                yield key.value, text if isinstance(text, str) else None

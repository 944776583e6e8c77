"""Facts about the project of a linted file, where nobody gave them: its settings modules, its engine, USE_TZ and Django's version.

Looked for at and above the file's (display) name, never beside it: a neighbour's settings say nothing about this project.
"""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.test_paths import is_test_module
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.sessions.values import UNSET
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.purpose import Purpose, purpose
from flake8_session_expiry.settings.resolve import Stamp, content, module_file, project_root, stamp

_MODULE = "DJANGO_SETTINGS_MODULE"
_CLASS = "DJANGO_CONFIGURATION"
_IN_CONFIGURATION = re.compile(rf"^\s*{_MODULE}\s*=\s*([\"']?)(?P<name>[\w.]+)\1\s*$", re.MULTILINE)
_STARTERS = ("manage.py", "wsgi.py", "asgi.py")
_TEST_CONFIGURATION = ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini")
_ENGINES = "django.contrib.sessions.backends."
_LARGEST = 2_000_000


@dataclass(frozen=True)
class Project:
    """The Django project that a file belongs to."""

    root: str
    settings: tuple[tuple[str, str | None], ...]
    """Its settings modules, by path, each with the class of django-configurations that is used, if one is."""

    def effective(self, *, for_tests: bool = True) -> Iterator[ProjectSettings]:
        """
        The effective settings of each of them; of each class where nothing says which one is used.

        Not ``for_tests``: without those that are made for tests.
        """
        for path, class_ in self.settings:
            if not for_tests and purpose(relative_path(path, self.root)) is Purpose.TESTS:
                continue
            found = effective_settings(path)
            classes = [class_] if class_ is not None else found.configurations
            of_classes = [of_class for name in classes if (of_class := found.of_class(name)) is not None]
            yield from of_classes or [found]


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
    known = dict(_agreed(list(project.effective(for_tests=for_tests)), version))
    engine = known.get("SESSION_ENGINE")
    use_tz = known.get("USE_TZ")
    return replace(
        options,
        django_version=version,
        engine=options.engine or (engine.removeprefix(_ENGINES) if isinstance(engine, str) else None),
        use_tz=bool(use_tz) if options.use_tz is None and use_tz is not None else options.use_tz,
        known_settings=MappingProxyType(known),
        project_root=project.root if project.settings and _is_all(project, options) else None,
    )


def _agreed(modules: list[ProjectSettings], version: tuple[int, int] | None) -> Iterator[tuple[str, object]]:
    for name in SETTINGS:
        values = [module.get(name, version).value for module in modules]
        if values and values[0] is not UNSET and all(type(v) is type(values[0]) and v == values[0] for v in values):
            yield name, values[0]


def project_of(options: Options, name: str) -> Project | None:
    """The project of a file by its display name: from the option that names its settings, or found above it; None if there is none."""
    if options.settings:
        paths = tuple((os.path.abspath(path), None) for path in options.settings)
        folder = os.path.dirname(paths[0][0])
        return Project(project_above(folder) or project_root(folder), paths)
    if not options.discovery or name in {"-", "stdin", ""} or "\0" in name:
        return None
    folder = os.path.dirname(os.path.abspath(name))
    for candidate in _upwards(folder):
        if (found := _project_at(candidate)) is not None:
            return _whole(found)
    return None


def _is_all(project: Project, options: Options) -> bool:
    """Whether all of a project lies in its folder: there is a ``manage.py``, or what was given is below it. A package with ``wsgi.py`` has neighbours."""
    below = bool(options.settings) and os.path.dirname(project.settings[0][0]) != project.root
    return below or os.path.isfile(os.path.join(project.root, "manage.py"))


def _whole(found: Project) -> Project:
    """The project of the ``manage.py`` above, where what was found is a part of it: the package with ``wsgi.py`` that ``startproject`` makes."""
    root = project_above(found.root)
    whole = _project_at(root) if root is not None and root != found.root else None
    return whole if whole is not None and set(whole.settings) & set(found.settings) else found


def project_above(folder: str) -> str | None:
    """The nearest folder at or above this one that holds a ``manage.py``."""
    return next((f for f in _upwards(folder) if os.path.isfile(os.path.join(f, "manage.py"))), None)


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the one that is a repository."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above


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
            for match in _IN_CONFIGURATION.finditer(_text(stamp(path))):
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
    text = _text(at)
    if _MODULE not in text:
        return ()
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
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


@lru_cache(maxsize=512)
def _text(at: Stamp) -> str:
    text = (content(at, _LARGEST) or b"").decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- Django's version --------------------------------------------------------------------------------------------------

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_LOCKED = re.compile(r"^name = \"django\"\s*\nversion = \"(\d+)\.(\d+)", re.IGNORECASE | re.MULTILINE)
_REQUIREMENT = re.compile(
    r"^\s*django(?:\[[\w,\s]*\])?\s*\(?(?P<bounds>[=~<>!][^;#\n)]*)", re.IGNORECASE | re.MULTILINE
)
_PIN = re.compile(r"^==(\d+)\.(\d+)", re.MULTILINE)
_CONSTRAINT = re.compile(r"\s*(?P<sign>\^|~(?!=)|[=<>!~]+)?\s*(?P<major>\d+)\.(?P<minor>\d+)(?![^,]*\|)")
_BOUND = re.compile(r"(?P<sign>===|==|~=|>=|<=|<|>|!=)\s*(?P<major>\d+)(?:\.(?P<minor>\d+|\*))?(?P<rest>\.\w+|\.\*)?")


def pinned_django(root: str) -> tuple[int, int] | None:
    """The version of Django that a project's lock file, requirements or pyproject.toml pins, or None where they do not or disagree."""
    for folder in list(_upwards(root))[:3]:
        versions = set(_locked(folder)) or set(_required(folder))
        if versions:
            return versions.pop() if len(versions) == 1 else None
    return None


def _locked(folder: str) -> Iterator[tuple[int, int]]:
    for name in _LOCKS:
        for major, minor in _LOCKED.findall(_text(stamp(os.path.join(folder, name)))):
            yield int(major), int(minor)
    for major, minor in _PIN.findall(_locked_by_pipenv(_text(stamp(os.path.join(folder, "Pipfile.lock"))))):
        yield int(major), int(minor)


def _locked_by_pipenv(text: str) -> str:
    """The versions of Django in a ``Pipfile.lock``, one a line: ``==5.2.1``."""
    try:
        data = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return ""
    groups = [_table(data, group) for group in ("default", "develop")]
    return "\n".join(str(_table(group, "django").get("version", "")) for group in groups)


def _table(data: object, *keys: str) -> dict[str, object]:
    """The table below keys, {} where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _required(folder: str) -> Iterator[tuple[int, int]]:
    for path in _requirement_files(folder):
        for requirement in _REQUIREMENT.finditer(_text(stamp(path))):
            if (version := _pinned(requirement["bounds"])) is not None:
                yield version
    for text in _pyproject_requirements(folder):
        if (match := _REQUIREMENT.match(text)) and (version := _pinned(match["bounds"])) is not None:
            yield version


def _requirement_files(folder: str) -> Iterator[str]:
    for place in (folder, os.path.join(folder, "requirements")):
        try:
            names = sorted(os.listdir(place))
        except OSError:
            continue
        inside = place != folder
        yield from (
            os.path.join(place, name)
            for name in names
            if name.endswith((".txt", ".in")) and (inside or name.startswith("requirements"))
        )


def _pyproject_requirements(folder: str) -> Iterator[str]:
    data = _toml(os.path.join(folder, "pyproject.toml"))
    listed = _table(data, "project").get("dependencies")
    yield from (text for text in listed if isinstance(text, str)) if isinstance(listed, list) else ()
    yield from _constraints(_table(data, "tool", "poetry", "dependencies"))
    yield from _constraints(_table(_toml(os.path.join(folder, "Pipfile")), "packages"))


def _toml(path: str) -> object:
    try:
        return tomllib.loads(_text(stamp(path)))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def _constraints(table: dict[str, object]) -> Iterator[str]:
    """What Poetry or Pipenv says of Django, as pip would: ``^5.2`` is ``>=5.2,<6``, ``~5.2`` is ``~=5.2.0``."""
    for name, constraint in table.items():
        text = constraint.get("version") if isinstance(constraint, dict) else constraint
        if name.lower() == "django" and isinstance(text, str) and (match := _CONSTRAINT.match(text)):
            sign, major, minor = match["sign"], match["major"], match["minor"]
            if sign == "^":
                yield f"django>={major}.{minor},<{int(major) + 1}"
            elif sign is None or sign == "~":
                yield f"django~={major}.{minor}.0"
            else:
                yield f"django{text}"


def _pinned(bounds: str) -> tuple[int, int] | None:
    """The one minor version that bounds allow, or None: ``==5.2.1``, ``~=5.2.0``, ``>=5.2,<5.3``."""
    lowest: tuple[int, int] | None = None
    below: set[tuple[int, int]] = set()
    for bound in _BOUND.finditer(bounds):
        sign, version = bound["sign"], (int(bound["major"]), int((bound["minor"] or "0").replace("*", "0")))
        if sign in {"==", "===", "~="}:
            exact = bound["minor"] not in {None, "*"} and (sign != "~=" or bound["rest"] is not None)
            return version if exact else None
        if sign in {">=", ">"} and bound["minor"] is not None:
            lowest = max(lowest or version, version)
        elif sign == "<":
            below.add(version)
    return lowest if lowest is not None and below & {(lowest[0], lowest[1] + 1), _next(lowest)} else None


def _next(version: tuple[int, int]) -> tuple[int, int]:
    """The minor version after one: Django's major ones end with x.2."""
    return (version[0] + 1, 0) if version[1] == 2 else (version[0], version[1] + 1)

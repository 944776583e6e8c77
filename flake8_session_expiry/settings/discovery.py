"""Facts about the project of a linted file, where nobody gave them: its settings modules, its engine, USE_TZ and Django's version.

Looked for at and above the file's (display) name, never beside it: a neighbour's settings say nothing about this project.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.values import UNSET
from flake8_session_expiry.settings.catalogue import SETTINGS
from flake8_session_expiry.settings.effective import ProjectSettings, effective_settings
from flake8_session_expiry.settings.resolve import Stamp, module_file, stamp

_IN_PYTHON = re.compile(r"DJANGO_SETTINGS_MODULE[\"']\s*(?:,|\]\s*=)\s*[\"']([\w.]+)[\"']")
_IN_CONFIGURATION = re.compile(r"^\s*DJANGO_SETTINGS_MODULE\s*=\s*[\"']?([\w.]+)", re.MULTILINE)
_CONFIGURATION_CLASS = re.compile(r"DJANGO_CONFIGURATION[\"']\s*(?:,|\]\s*=)\s*[\"'](\w+)[\"']")
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

    def effective(self) -> Iterator[ProjectSettings]:
        """The effective settings of each of them."""
        for path, class_ in self.settings:
            found = effective_settings(path)
            of_class = found.of_class(class_) if class_ is not None else None
            yield of_class or found


def with_facts(options: Options, name: str) -> Options:
    """
    The options for one file, completed by what its project says (``name`` is its display name).

    What was given stays; with several settings modules (of development, of production) only what they agree on is a fact.
    """
    project = project_of(options, name)
    if project is None:
        return options
    version = options.django_version or pinned_django(project.root)
    known = dict(_agreed(list(project.effective()), version))
    engine = known.get("SESSION_ENGINE")
    use_tz = known.get("USE_TZ")
    return replace(
        options,
        django_version=version,
        engine=options.engine or (engine.removeprefix(_ENGINES) if isinstance(engine, str) else None),
        use_tz=bool(use_tz) if options.use_tz is None and use_tz is not None else options.use_tz,
        known_settings=MappingProxyType(known),
        project_root=project.root,
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
        return Project(project_above(os.path.dirname(paths[0][0])) or os.path.dirname(paths[0][0]), paths)
    if not options.discovery or name in {"-", "stdin", ""} or "\0" in name:
        return None
    folder = os.path.dirname(os.path.abspath(name))
    for candidate in _upwards(folder):
        if (found := _project_at(candidate)) is not None:
            return found
    return None


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
    found: dict[tuple[str, str | None], None] = {}
    for starter in _STARTERS:
        found.update(dict.fromkeys(_settings_named_in(os.path.join(folder, starter), folder, _IN_PYTHON)))
    for path, _ in list(found):
        # The server's own entry stands beside the settings, or in the package that holds them.
        for beside in {os.path.dirname(path), os.path.dirname(os.path.dirname(path))} - {folder}:
            if beside.startswith(folder + os.sep):
                for starter in _STARTERS[1:]:
                    named = _settings_named_in(os.path.join(beside, starter), folder, _IN_PYTHON)
                    found.update(dict.fromkeys(named))
    if not found:
        for file in _TEST_CONFIGURATION:
            found.update(dict.fromkeys(_settings_named_in(os.path.join(folder, file), folder, _IN_CONFIGURATION)))
    return Project(folder, tuple(found)) if found else None


def _settings_named_in(path: str, root: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str | None]]:
    text = _text(stamp(path))
    for name in pattern.findall(text):
        file = module_file(name, 0, path) or module_file(name, 0, os.path.join(root, "x.py"))
        if file is not None:
            class_ = _CONFIGURATION_CLASS.search(text)
            yield file, class_[1] if class_ else None


@lru_cache(maxsize=512)
def _text(at: Stamp) -> str:
    if at.size > _LARGEST or not os.path.isfile(at.path):
        return ""
    try:
        with open(at.path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


# -- Django's version --------------------------------------------------------------------------------------------------

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_LOCKED = re.compile(r"^name = \"django\"\s*\nversion = \"(\d+)\.(\d+)", re.IGNORECASE | re.MULTILINE)
_PIPFILE_LOCK = re.compile(r"\"django\":\s*\{[^{}]*?\"version\":\s*\"==(\d+)\.(\d+)", re.IGNORECASE)
_REQUIREMENT = re.compile(r"^\s*django(?:\[[\w,]*\])?\s*(?P<bounds>[=~<>!][^;#\n]*)", re.IGNORECASE | re.MULTILINE)
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
    for major, minor in _PIPFILE_LOCK.findall(_text(stamp(os.path.join(folder, "Pipfile.lock")))):
        yield int(major), int(minor)


def _required(folder: str) -> Iterator[tuple[int, int]]:
    for path in _requirement_files(folder):
        for requirement in _REQUIREMENT.finditer(_text(stamp(path))):
            if (version := _pinned(requirement["bounds"])) is not None:
                yield version
    for text in _pyproject_requirements(os.path.join(folder, "pyproject.toml")):
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


def _pyproject_requirements(path: str) -> Iterator[str]:
    try:
        data = tomllib.loads(_text(stamp(path)))
    except (tomllib.TOMLDecodeError, ValueError):
        return
    listed = data.get("project", {}).get("dependencies", [])
    yield from (text for text in listed if isinstance(text, str)) if isinstance(listed, list) else ()
    poetry = data.get("tool", {}).get("poetry", {}).get("dependencies", {})
    for name, constraint in poetry.items() if isinstance(poetry, dict) else ():
        text = constraint.get("version", "") if isinstance(constraint, dict) else constraint
        if name.lower() == "django" and isinstance(text, str):
            yield f"django{text if text[:1] in '<>=~!' else '==' + text.lstrip('^') if text[:1].isdigit() else ''}"


def _pinned(bounds: str) -> tuple[int, int] | None:
    """The one minor version that bounds allow, or None: ``==5.2.1``, ``~=5.2.0``, ``>=5.2,<5.3``."""
    lowest = highest = None
    for bound in _BOUND.finditer(bounds):
        if bound["minor"] in {None, "*"}:
            if (
                bound["sign"] == "<"
                and lowest is not None
                and (lowest[0] + 1, 0) == (int(bound["major"]), 0)
                and lowest[1] == 2
            ):
                highest = lowest  # the last minor version of a major one is x.2
            continue
        version = int(bound["major"]), int(bound["minor"])
        if bound["sign"] in {"==", "==="} or (bound["sign"] == "~=" and bound["rest"]):
            return version
        if bound["sign"] in {">=", ">"}:
            lowest = version
        elif bound["sign"] == "<" and lowest is not None and _next(lowest) == version:
            highest = lowest
    return highest


def _next(version: tuple[int, int]) -> tuple[int, int]:
    """The minor version after one: Django's major ones end with x.2."""
    return (version[0] + 1, 0) if version[1] == 2 else (version[0], version[1] + 1)

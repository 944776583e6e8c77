"""Which version of Django a project pins: in a lock file, in its requirements, in pyproject.toml or Pipfile."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator

from flake8_session_expiry.project.files import read_text
from flake8_session_expiry.project.roots import upwards

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_LOCKED = re.compile(r"^name = \"django\"\s*\nversion = \"(\d+)\.(\d+)", re.IGNORECASE | re.MULTILINE)
_REQUIREMENT = re.compile(
    r"^\s*django(?:\[[\w,\s]*\])?\s*\(?(?P<bounds>[=~<>!][^;#\n)]*)", re.IGNORECASE | re.MULTILINE
)
_PIN = re.compile(r"^==(\d+)\.(\d+)", re.MULTILINE)
_CONSTRAINT = re.compile(r"\s*(?P<sign>\^|~(?!=)|[=<>!~]+)?\s*(?P<major>\d+)\.(?P<minor>\d+)(?![^,]*\|)")
_BOUND = re.compile(r"(?P<sign>===|==|~=|>=|<=|<|>|!=)\s*(?P<major>\d+)(?:\.(?P<minor>\d+|\*))?(?P<rest>\.\w+|\.\*)?")


def pinned_django(root: str) -> tuple[int, int] | None:
    """The version of Django that the files of a project pin; None where they pin none, or different ones."""
    for folder in list(upwards(root))[:3]:
        versions = set(_locked(folder)) or set(_required(folder))
        if versions:
            return versions.pop() if len(versions) == 1 else None
    return None


def _locked(folder: str) -> Iterator[tuple[int, int]]:
    for name in LOCKS:
        for major, minor in _LOCKED.findall(read_text(os.path.join(folder, name))):
            yield int(major), int(minor)
    for major, minor in _PIN.findall(_locked_by_pipenv(read_text(os.path.join(folder, "Pipfile.lock")))):
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
    """The table at a path of keys; {} where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _required(folder: str) -> Iterator[tuple[int, int]]:
    for path in _requirement_files(folder):
        for requirement in _REQUIREMENT.finditer(read_text(path)):
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
        return tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def _constraints(table: dict[str, object]) -> Iterator[str]:
    """
    The versions of Django for Poetry or Pipenv, as pip would write them: ``^5.2`` is ``>=5.2,<6``, ``~5.2`` is
    ``~=5.2.0``.
    """
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
    """The next minor version: 5.0 after 4.2, as the last one of each major version of Django is x.2."""
    return (version[0] + 1, 0) if version[1] == 2 else (version[0], version[1] + 1)

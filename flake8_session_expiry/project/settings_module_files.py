"""
The file of a settings module by its name in an entry point (``manage.py``), as that would import it; or why there is
none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_session_expiry.project.django_settings_module import ANY, Given
from flake8_session_expiry.project.files import listing, read_text, stamp
from flake8_session_expiry.project.module_files import module_file, places

NOT_ALL_KNOWN = "puts the name together ({name}): each module that fits is taken for one"
_PART = re.compile(r"(?:\{\{.*?\}\}|[^.])+")
"""A part of a dotted name; a dot in braces is no end of it."""


@dataclass(frozen=True)
class Missed:
    """Why there is no file for a name; ``is_open`` where it may be any file."""

    why: str
    is_open: bool


@dataclass(frozen=True)
class Modules:
    """The files of a name; several for a pattern (``config.settings.*``)."""

    files: tuple[str, ...]
    is_pattern: bool = False


def modules_named(given: Given, path: str, root: str) -> Modules | Missed:
    """The files of the modules that an entry point (a path) names, in a project (a folder)."""
    if given.text is None:
        return Missed(_why_unknown(given), is_open=True)
    name = given.text
    if "{" in name:
        template = _file_of_template(name, root)
        return Modules((template,)) if template else Missed(f"is a template: {name} is filled in later", is_open=False)
    if ANY in name:
        files = tuple(_fitting(name, path, root))
        return Modules(files, is_pattern=True) if files else Missed(f"puts the name together: {name}", is_open=True)
    if (file := _file(name, path, root)) is not None:
        return Modules((file,))
    return Missed(_why_nowhere(name, path, root), is_open=False)


def _why_unknown(given: Given) -> str:
    if not given.line:
        return "cannot be read as Python"
    if given.variable is not None:
        return f"takes the name from the environment variable {given.variable}, without a default"
    return "computes the name when it runs"


def _why_nowhere(name: str, path: str, root: str) -> str:
    """Why there is no file for a name. A folder without ``__init__.py`` can be imported, too, but has no settings."""
    folders = [place.removesuffix(".py") for place in places(name, 0, os.path.join(root, "x.py"))]
    if any(os.path.isdir(folder) for folder in folders):
        return f"names {name}, which is a folder without __init__.py: it holds no setting"
    return f"names {name}, and there is no such module"


def _file(name: str, path: str, root: str) -> str | None:
    """
    The file of a name: beside the entry point, in the project, above it (``shop.settings`` in ``shop/manage.py``), or
    in a folder that is added to the search path.
    """
    starts = (path, os.path.join(root, "x.py"))
    found = next((file for start in starts if (file := module_file(name, 0, start)) is not None), None)
    if found is not None:
        return found
    for rest in _below_root(name, root):
        if (found := module_file(rest, 0, starts[1])) is not None:
            return found
    for folder in _search_path(path, root):
        if (found := _module_at(os.path.join(folder, *name.split(".")))) is not None:
            return found
    return None


def _below_root(name: str, root: str) -> Iterator[str]:
    """
    A name without the folders of the root that it begins with: it is imported from above the root, as in the first
    versions of Django.
    """
    parts = name.split(".")
    folders = root.split(os.sep)
    for number in range(1, len(parts)):
        if folders[-number:] == parts[:number]:
            yield ".".join(parts[number:])


def _search_path(path: str, root: str) -> Iterator[str]:
    """The folders of the project whose names are in an entry point that changes ``sys.path``."""
    text = read_text(path)
    if "sys.path" not in text:
        return
    for folder in listing(stamp(root)).folders:
        if re.search(rf"[\"'/]{re.escape(os.path.basename(folder))}[\"'/]", text):
            yield folder


def _fitting(name: str, path: str, root: str) -> Iterator[str]:
    """The modules for a pattern of which only the last part is not known: ``config.settings.*``."""
    package, _, last = name.rpartition(".")
    if last != ANY or ANY in package:
        return
    for place in places(package, 0, os.path.join(root, "x.py")):
        if os.path.basename(place) != "__init__.py":
            continue
        found = listing(stamp(os.path.dirname(place))).files
        modules = [file for file in found if file.endswith(".py") and os.path.basename(file) != "__init__.py"]
        if modules:
            yield from modules
            return


def _file_of_template(name: str, root: str) -> str | None:
    """The file of ``{{ name }}.settings`` in a template of a project: in a folder called ``name`` or ``{{ name }}``."""
    parts = [re.sub(r"\s", "", part) for part in _PART.findall(name)]
    folder = root
    for part in parts[:-1]:
        spellings = {part, part.strip("{}"), part.strip("{}").rpartition(".")[2]}
        inner = [
            each for each in listing(stamp(folder)).folders if re.sub(r"\s", "", os.path.basename(each)) in spellings
        ]
        if len(inner) != 1:
            return None
        folder = inner[0]
    return _module_at(os.path.join(folder, parts[-1]))


def _module_at(place: str) -> str | None:
    """The file of a module by its path without ``.py``: a package comes before a module of the same name."""
    return next((file for file in (os.path.join(place, "__init__.py"), f"{place}.py") if os.path.isfile(file)), None)

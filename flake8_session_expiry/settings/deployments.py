"""
Which settings modules production runs with, and which of them a module is a part of.

Modules of development and tests are a part of none, nor are branches that production does not take (``if DEBUG``). A
module that another one imports with ``*`` (``from .base import *`` in production.py) is a part of that one. Other files
are read only where a rule would report a setting.
"""

from __future__ import annotations

import ast
import os
import re
from functools import lru_cache

from flake8_session_expiry.options import Options
from flake8_session_expiry.settings import static_conditions
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.import_chain import Chain
from flake8_session_expiry.settings.purpose import Purpose, is_given, purpose
from flake8_session_expiry.settings.star_importers import files_that_may_take, is_taken_in_part
from flake8_session_expiry.values.value import UNSET

_NOT_PRODUCTION = frozenset({Purpose.DEVELOPMENT, Purpose.TESTS})


def settings_of_production(path: str, tree: ast.Module, options: Options) -> tuple[ProjectSettings, ...]:
    """
    The settings that production runs with, and that a module is a part of: those of each module that imports it with
    ``*`` and is for production (by its name or by an option), else of each one that is not for development, else of the
    module itself. () if it is a part of none, or that is not known.
    """
    kind = purpose(path, None, options.production_settings)
    if kind in _NOT_PRODUCTION or path.replace("\\", "/").endswith("conf/global_settings.py"):
        return ()  # the second one is a module of Django, with its defaults
    absolute = os.path.abspath(path)
    above = absolute.removesuffix(os.path.normpath(path))
    found: dict[Purpose, list[ProjectSettings]] = {Purpose.PRODUCTION: [], Purpose.UNSTATED: []}
    for candidate in files_that_may_take(absolute, options):
        of_candidate = purpose(candidate.removeprefix(above), None, options.production_settings)
        if of_candidate in found and (settings := _taking_in(candidate, absolute, tree)) is not None:
            found[of_candidate].append(settings)
    if found[Purpose.PRODUCTION] and not _is_last(path, options):
        return tuple(found[Purpose.PRODUCTION])
    ends = found[Purpose.UNSTATED]
    if not ends and kind is not Purpose.PRODUCTION and is_taken_in_part(absolute, options):
        return ()
    ends = ends or [_followed(absolute, absolute, tree)[0]]
    return tuple(end for end in ends if kind is Purpose.PRODUCTION or not _debugs(end))


def is_called_production(path: str, options: Options) -> bool:
    """
    Whether a module is one of production by its own name, not only that of its folder (``production.py``,
    ``settings_prod.py``), or by an option.
    """
    return (
        is_given(path, options.production_settings)
        or purpose(os.path.basename(path.replace("\\", "/"))) is Purpose.PRODUCTION
    )


def _is_last(path: str, options: Options) -> bool:
    """
    Whether a module is itself what production runs with: one that imports it is for another site (staging.py imports
    production.py).

    Not where the name of the importer says production, too (production.py imports deployment.py).
    """
    words = re.split(r"[\W_]+", os.path.basename(path).lower())
    return is_given(path, options.production_settings) or not {"prod", "production", "live"}.isdisjoint(words)


def _debugs(settings: ProjectSettings) -> bool:
    debug = settings.get("DEBUG").value
    return debug is not UNSET and bool(debug)


def _followed(start: str, path: str, tree: ast.Module) -> tuple[ProjectSettings, set[str]]:
    """
    The settings of the module ``start`` in production, with ``tree`` as the content of ``path``; and the files that it
    imports.
    """
    chain = Chain({path: tree}, static_conditions.in_production)
    namespace = chain.module(start)
    return ProjectSettings(start, namespace, tuple(chain.stamps)), chain.taken


def _taking_in(candidate: str, path: str, tree: ast.Module) -> ProjectSettings | None:
    settings, taken = _followed(candidate, path, tree)
    return settings if path in taken else None


def settings_of_class(end: ProjectSettings, class_: str | None) -> list[ProjectSettings]:
    """
    The settings for an assignment in a class of django-configurations: those of the classes for production, else of its
    own class.
    """
    if class_ is None:
        return [end]
    if purpose_of_class(class_) in _NOT_PRODUCTION:
        return []
    of_production = _for_production(end.configurations)
    found = [end.of_class(name) for name in of_production or (class_,)]
    return [view for view in found if view is not None and (of_production or not _debugs(view))]


@lru_cache(maxsize=8)  # the same for each setting of a module
def _for_production(classes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in classes if purpose_of_class(name) is Purpose.PRODUCTION)


def purpose_of_class(name: str) -> Purpose:
    """The purpose of a class by the words of its name: ``LocalSettings`` is for development."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    return purpose("_".join(words).lower())

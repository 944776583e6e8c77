"""
What of a settings module counts in production: the gate of the rules about insecure settings.

Silent are modules of development and tests, the sides of switches that production does not take (``if DEBUG``), values that a later module of
the chain replaces (``from .base import *`` in production.py), and whatever stands before an import of names that cannot be listed.
Other files are read only where a rule asks about a setting that it would report.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.values import UNSET, Kind, Source, Value
from flake8_session_expiry.settings import static_conditions
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.evaluate import same
from flake8_session_expiry.settings.importers import files_that_may_take, is_taken_in_part
from flake8_session_expiry.settings.interpreter import Interpreter, Origin
from flake8_session_expiry.settings.purpose import Purpose, is_base, is_given, purpose

if TYPE_CHECKING:
    from flake8_session_expiry.settings.events import Setting, SettingsModule

_NOT_PRODUCTION = frozenset({Purpose.DEVELOPMENT, Purpose.TESTS})


def in_production(setting: Setting) -> bool:
    """Whether an assignment certainly gives the value that its setting has in production, in every module that production may run with."""
    views = seen_in_production(setting)
    origin = _origin(setting)
    return bool(views) and all(_is_in_force(view, setting.name, origin) for view in views)


def may_count_in_production(setting: Setting) -> bool:
    """
    Whether an assignment gives one of the values that its setting may have in production, and the others come from before it in its module.

    So it is where ``if not SECRET_KEY`` gives one that is missing: by itself ``in_production`` cannot say that it is used.
    """
    views = seen_in_production(setting)
    origin = _origin(setting)
    return bool(views) and all(_is_one_of(view, setting.name, origin) for view in views)


def seen_in_production(setting: Setting) -> list[ProjectSettings]:
    """The settings that an assignment has a part in where the site runs in production: what the others come to there. [] if it has no part."""
    return [view for end in setting.module.production for view in _views(end, setting.class_)]


def values_in_production(setting: Setting) -> Iterator[Value]:
    """
    The value of an assignment that counts in production: of ``600 if DEBUG else 3600`` it is ``3600``.

    Nothing if it does not count there, and where it cannot be told which of several values does.
    """
    if setting.value is None or not in_production(setting):
        return
    values = list(setting.value.alternatives())
    if len(values) > 1:
        there = [view.get(setting.name).value for view in seen_in_production(setting)]
        values = [v for v in values if v.known and all(_equal(v.constant, other) for other in there)]
    yield from values


def false_in_production(setting: Setting) -> Iterator[Value]:
    """The values of an assignment that switch something off in production: False, 0 or None as written; strings and tuples are not false."""
    for value in values_in_production(setting):
        is_plain = value.kind in {Kind.BOOL, Kind.INT, Kind.NONE} and value.source is not Source.ENVIRONMENT
        if is_plain and value.known and not value.constant:
            yield value


def is_own_end(module: SettingsModule) -> bool:
    """Whether production runs with a settings module itself, not with others that take it in."""
    return [end.path for end in module.production] == [os.path.abspath(module.path)]


def says_production(module: SettingsModule, options: Options) -> bool:
    """Whether a module is said to be one of production: by its name, by the option, or as the settings of a site with ``DEBUG = False``."""
    if is_called_production(module.path, options):
        return True
    debug = module.effective.get("DEBUG")
    return is_own_end(module) and bool(module.of("DEBUG")) and debug.value is False and not is_base(module.path)


def has_sessions(settings: ProjectSettings) -> bool:
    """Whether all that a module comes to is known, and a session middleware is part of it: there are session cookies."""
    return settings.complete and all(
        any(
            isinstance(item.constant, str) and "Session" in item.constant.rpartition(".")[2]
            for item in (possible.worth.items if possible.worth is not None else None) or ()
        )
        for possible in settings.get("MIDDLEWARE").possible
    )


def _equal(left: object, right: object) -> bool:
    return right is not UNSET and type(left) is type(right) and left == right


def _origin(setting: Setting) -> Origin:
    return Origin(os.path.abspath(setting.module.path), setting.line)


def _is_one_of(view: ProjectSettings, name: str, origin: Origin) -> bool:
    if name in view.namespace.volatile:
        return False
    found = [possible.origin for possible in view.get(name).possible]
    before = [other for other in found if other is None or (other.path == origin.path and other.line < origin.line)]
    return origin in found and len(before) + 1 == len(found)


def _is_in_force(view: ProjectSettings, name: str, origin: Origin) -> bool:
    """Whether a name has the value at the end that it is given at ``origin``: no other value is possible."""
    if name in view.namespace.volatile:
        return False
    possible = view.get(name).possible
    here = [found.worth for found in possible if found.origin == origin and found.worth is not None]
    others = [found.worth for found in possible if found.origin != origin]
    return bool(here) and all(
        worth is not None and worth.known and all(same(worth, mine) for mine in here) for worth in others
    )


# -- the modules that production runs with ------------------------------------------------------------------------------


def settings_of_production(path: str, tree: ast.Module, options: Options) -> tuple[ProjectSettings, ...]:
    """
    What the settings of a module come to where the site runs in production: in each module that takes all of it in and is one of production
    (by its name or by option), else in each that is not of development, else in the module itself. () if it has no part in production, or which part cannot be told.
    """
    kind = purpose(path, None, options.production_settings)
    if kind in _NOT_PRODUCTION or path.replace("\\", "/").endswith("conf/global_settings.py"):
        return ()  # the second one is Django's own: its defaults
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
    """Whether a module itself, not only its folder, is one of production: ``production.py``, ``settings_prod.py``, or the option names it."""
    return (
        is_given(path, options.production_settings)
        or purpose(os.path.basename(path.replace("\\", "/"))) is Purpose.PRODUCTION
    )


def _is_last(path: str, options: Options) -> bool:
    """Whether a module is production itself: what is built on it is another site, as staging.py on production.py (but production.py on deployment.py)."""
    words = re.split(r"[\W_]+", os.path.basename(path).lower())
    return is_given(path, options.production_settings) or not {"prod", "production", "live"}.isdisjoint(words)


def _debugs(settings: ProjectSettings) -> bool:
    debug = settings.get("DEBUG").value
    return debug is not UNSET and bool(debug)


def _followed(start: str, path: str, tree: ast.Module) -> tuple[ProjectSettings, set[str]]:
    """The settings of a module in production, with ``tree`` as the text of ``path``; and the files that it takes in."""
    interpreter = Interpreter({path: tree}, static_conditions.in_production)
    namespace = interpreter.module(start)
    return ProjectSettings(start, namespace, tuple(interpreter.stamps)), interpreter.taken


def _taking_in(candidate: str, path: str, tree: ast.Module) -> ProjectSettings | None:
    settings, taken = _followed(candidate, path, tree)
    return settings if path in taken else None


# -- classes of django-configurations -----------------------------------------------------------------------------------


def _views(end: ProjectSettings, class_: str | None) -> list[ProjectSettings]:
    """The settings to look at for an assignment in a class: those of the classes for production, else of its own one."""
    if class_ is None:
        return [end]
    if _purpose_of_class(class_) in _NOT_PRODUCTION:
        return []
    of_production = [name for name in end.configurations if _purpose_of_class(name) is Purpose.PRODUCTION]
    found = [end.of_class(name) for name in of_production or [class_]]
    return [view for view in found if view is not None and (of_production or not _debugs(view))]


def _purpose_of_class(name: str) -> Purpose:
    """By the words of its name: ``LocalSettings`` is one of development."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    return purpose("_".join(words).lower())

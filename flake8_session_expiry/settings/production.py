"""
Whether an assignment of a setting has an effect in production. Rules about insecure settings report only those.

No effect have assignments in modules that are not a part of production (``deployments``) and values that a later module
of the chain replaces. Not certain is the effect of those before an import of names that are not known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flake8_session_expiry.settings.deployments import settings_of_class
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import UNSET, Kind, Source, same


def in_production(setting: Setting) -> bool:
    """
    Whether a setting certainly has the value of this assignment in production, in every module that production may run
    with.
    """
    views = seen_in_production(setting)
    origin = _origin(setting)
    return bool(views) and all(_is_in_force(view, setting.name, origin) for view in views)


def may_count_in_production(setting: Setting) -> bool:
    """
    Whether a setting may have the value of this assignment in production, and other values only from lines before it in
    the module.

    For ``if not SECRET_KEY: SECRET_KEY = ...``, for which ``in_production`` is False because it is not certain that it
    runs.
    """
    views = seen_in_production(setting)
    origin = _origin(setting)
    return bool(views) and all(_is_one_of(view, setting.name, origin) for view in views)


def seen_in_production(setting: Setting) -> list[ProjectSettings]:
    """
    The settings that production runs with and that an assignment is a part of, with the values of all other settings.
    [] if it is a part of none.
    """
    return [view for end in setting.module.production for view in settings_of_class(end, setting.class_)]


def values_in_production(setting: Setting) -> Iterator[Occurrence]:
    """
    The value of an assignment in production: of ``600 if DEBUG else 3600`` it is ``3600``.

    Nothing if it has no effect there, and where it is not known which of several values is used.
    """
    if setting.value is None or not in_production(setting):
        return
    values = list(setting.value.alternatives())
    if len(values) > 1:
        there = [view.get(setting.name).value for view in seen_in_production(setting)]
        values = [v for v in values if v.known and all(_equal(v.constant, other) for other in there)]
    yield from values


def false_in_production(setting: Setting) -> Iterator[Occurrence]:
    """
    The values of an assignment in production that switch something off: a written False, 0 or None; not an empty string
    or tuple.
    """
    for value in values_in_production(setting):
        is_plain = value.kind in {Kind.BOOL, Kind.INT, Kind.NONE} and value.source is not Source.ENVIRONMENT
        if is_plain and value.known and not value.constant:
            yield value


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
    """Whether a name certainly has the value at the end that is assigned at ``origin``: no other value is possible."""
    if name in view.namespace.volatile:
        return False
    found = view.get(name)
    here = [value for value in found.by_origin.get(origin, ()) if value is not None]
    if not here or found.is_one_value:
        return bool(here)
    others = (value for other, values in found.by_origin.items() if other != origin for value in values)
    return all(value is not None and value.known and all(same(value, mine) for mine in here) for value in others)

"""
The cache in which the engines ``cache`` and ``cached_db`` store sessions: the class of the entry
``SESSION_CACHE_ALIAS`` in ``CACHES``, and the other aliases of the same cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.project_facts import settings_to_agree
from flake8_session_expiry.values.value import UNKNOWN, Value, constant

LOCAL: Final = "django.core.cache.backends.locmem.LocMemCache"
"""The memory of one process; Django's default."""
DUMMY: Final = "django.core.cache.backends.dummy.DummyCache"
"""Stores nothing."""
NOT_TOLD: Final = ""
"""In the place of a class that is not known."""
_NO_PLACE: Final = constant("")
"""LOCATION where it is not set: two caches in the memory of a process are one then."""


def cache_classes(settings: ProjectSettings) -> set[str]:
    """
    Every class that the cache of sessions may have, for all possible values of ``SESSION_CACHE_ALIAS`` and ``CACHES``.
    """
    return {
        backend.constant if isinstance(backend.constant, str) else NOT_TOLD
        for alias in _values(settings, "SESSION_CACHE_ALIAS")
        for caches in _values(settings, "CACHES")
        for entry in _item(caches, alias.constant)
        for backend in _item(entry, "BACKEND")
    }


def aliases_of_sessions(options: Options, name: str) -> frozenset[str]:
    """
    The aliases of caches whose ``clear()`` certainly empties the cache of sessions too, where the engine is ``cache``
    (``name`` is the display name of a file).

    Without settings that are known it is Django's default alias alone.
    """
    project = project_of(options, name)
    if project is None:
        return frozenset({"default"})
    modules = list(settings_to_agree(project, options, name)) if project.is_known else []
    found = [_aliases(settings) for settings in modules]
    return found[0].intersection(*found[1:]) if found else frozenset()


def _aliases(settings: ProjectSettings) -> frozenset[str]:
    alias = settings.get("SESSION_CACHE_ALIAS").value
    caches = [value for value in _values(settings, "CACHES") if not value.unread]
    if not isinstance(alias, str) or DUMMY in cache_classes(settings):
        return frozenset()
    entries = caches[0].mapping if len(caches) == 1 else None
    own = entries.get(alias) if entries else None
    others = entries.items() if entries and own is not None else ()
    return frozenset({alias, *(other for other, entry in others if own is not None and _is_one_cache(own, entry))})


def _is_one_cache(one: Value, other: Value) -> bool:
    """
    Whether two entries are one cache: the same class at the same place. Django does not look at KEY_PREFIX and VERSION
    when it clears one; OPTIONS may hold the number of a database.
    """
    if one.mapping is None or other.mapping is None or not (one.complete and other.complete):
        return False
    if "OPTIONS" in one.mapping or "OPTIONS" in other.mapping:
        return one is other
    for key in ("BACKEND", "LOCATION"):
        first, second = one.mapping.get(key, _NO_PLACE), other.mapping.get(key, _NO_PLACE)
        if not (first.known and second.known and first.constant == second.constant):
            return False
    return True


def _values(settings: ProjectSettings, name: str) -> Iterator[Value]:
    for possible in settings.as_written(name).possible:
        yield from (possible.value or UNKNOWN).alternatives()


def _item(mapping: Value, key: object) -> Iterator[Value]:
    """The item of a dict; UNKNOWN where the value is no dict, is not wholly known or does not have the key."""
    found = mapping.mapping.get(key) if isinstance(key, str) and mapping.mapping and mapping.complete else None
    yield from (found or UNKNOWN).alternatives()

"""
The cache in which the engines ``cache`` and ``cached_db`` store sessions: the class of the entry
``SESSION_CACHE_ALIAS`` in ``CACHES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.values.value import UNKNOWN, Value

LOCAL: Final = "django.core.cache.backends.locmem.LocMemCache"
"""The memory of one process; Django's default."""
DUMMY: Final = "django.core.cache.backends.dummy.DummyCache"
"""Stores nothing."""
NOT_TOLD: Final = ""
"""In the place of a class that is not known."""


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


def _values(settings: ProjectSettings, name: str) -> Iterator[Value]:
    for possible in settings.as_written(name).possible:
        yield from (possible.value or UNKNOWN).alternatives()


def _item(mapping: Value, key: object) -> Iterator[Value]:
    """The item of a dict; UNKNOWN where the value is no dict, is not wholly known or does not have the key."""
    found = mapping.mapping.get(key) if isinstance(key, str) and mapping.mapping and mapping.complete else None
    yield from (found or UNKNOWN).alternatives()

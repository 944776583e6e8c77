"""In which cache the engines ``cache`` and ``cached_db`` keep sessions: the class behind ``SESSION_CACHE_ALIAS``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.values.value import UNKNOWN, Value

LOCAL: Final = "django.core.cache.backends.locmem.LocMemCache"
"""The memory of one process. It is also what an unset ``CACHES`` means."""
DUMMY: Final = "django.core.cache.backends.dummy.DummyCache"
"""Keeps nothing."""
NOT_TOLD: Final = ""
"""Stands for a class that cannot be told."""


def cache_classes(settings: ProjectSettings) -> set[str]:
    """Every class that the cache of sessions may have, by all values that ``SESSION_CACHE_ALIAS`` and ``CACHES`` may have."""
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
    """What a dict has under a key; UNKNOWN where it is no dict that is known as a whole, or lacks the key."""
    found = mapping.mapping.get(key) if isinstance(key, str) and mapping.mapping and mapping.complete else None
    yield from (found or UNKNOWN).alternatives()

"""DSE508: sessions live in a cache that loses them."""

from __future__ import annotations

from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.values import Source
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import seen_in_production, values_in_production

_CACHE = "django.contrib.sessions.backends.cache"
_LOCAL = "django.core.cache.backends.locmem.LocMemCache"
_DUMMY = "django.core.cache.backends.dummy.DummyCache"
_MEANS = {
    _LOCAL: "LocMemCache: another process does not have them, a restart ends them all, and beyond MAX_ENTRIES live ones are dropped",
    _DUMMY: "DummyCache, which keeps nothing: nobody can stay logged in",
}


class VolatileEngine(Rule):
    """
    The ``cache`` engine keeps sessions in a cache that loses them: ``LocMemCache`` (Django's default) or ``DummyCache``.

    ## What Django does

    ``LocMemCache`` is the memory of one process: another worker of the same server does not know the session, and a restart ends all of them. It
    keeps 300 entries by default (``MAX_ENTRIES``); when they are full it drops some, sessions in use among them. ``DummyCache`` stores nothing: the
    request after a login is anonymous.

    Reported where the cache of ``SESSION_CACHE_ALIAS`` is certainly one of these in production. ``cached_db`` keeps a copy in the database and is left
    alone. Other caches drop sessions at ``MAX_ENTRIES`` too (``FileBasedCache``, ``DatabaseCache``).

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.cache"

        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    ## Use instead

        SESSION_ENGINE = "django.contrib.sessions.backends.db"

        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    Or give the engine a cache that the processes share, such as Redis or Memcached.

    ## References

    - [Using cached sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions)
    - [Local-memory caching](https://docs.djangoproject.com/en/stable/topics/cache/#local-memory-caching)
    - [CACHES](https://docs.djangoproject.com/en/stable/ref/settings/#caches)
    """

    code = "DSE508"
    message = "sessions are kept in {means}; use a shared cache, cached_db or db"
    in_tests = False

    def on_setting(self, setting: Setting) -> None:
        """The cache engine, with what it stands on in every module that production may run with."""
        if setting.name != "SESSION_ENGINE":
            return
        for value in values_in_production(setting):
            if value.constant == _CACHE and value.source is not Source.ENVIRONMENT:
                backends = {backend for view in seen_in_production(setting) for backend in _backends(view)}
                if backends and backends <= _MEANS.keys():
                    self.report(value.node, means=_MEANS[_LOCAL if _LOCAL in backends else _DUMMY])


def _backends(settings: ProjectSettings) -> set[str]:
    """The classes that the cache of sessions may have; "" for one that cannot be told."""
    alias = settings.get("SESSION_CACHE_ALIAS").value
    if not isinstance(alias, str) or "CACHES" in settings.namespace.volatile:
        return {""}
    found: set[str] = set()
    for possible in settings.get("CACHES").possible:
        for caches in possible.worth.alternatives() if possible.worth is not None else ():
            of_alias = caches.mapping.get(alias) if caches.mapping is not None and caches.complete else None
            mapping = of_alias.mapping if of_alias is not None and of_alias.complete else None
            backend = mapping["BACKEND"].constant if mapping is not None and "BACKEND" in mapping else None
            found.add(backend if isinstance(backend, str) else "")
    return found or {""}
